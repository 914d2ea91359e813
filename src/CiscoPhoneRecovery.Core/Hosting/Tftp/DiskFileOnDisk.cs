using System;
using System.Collections.Concurrent;
using System.IO;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>A version too long to keep. Each read compares it with the disk, so that two versions never mix.</summary>
internal sealed class DiskFileOnDisk : DiskFile
{
    private readonly string _path;
    private readonly ConcurrentBag<FileStream> _streams = new();

    public DiskFileOnDisk(string name, string path, FileStamp stamp)
        : base(name, path, stamp) => _path = path;

    public override void Read(long offset, byte[] buffer, int index, int count)
    {
        try
        {
            if (!_streams.TryTake(out FileStream? stream))
            {
                stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            }

            stream.Position = offset;
            while (count > 0)
            {
                int read = stream.Read(buffer, index, count);
                if (read == 0)
                {
                    throw new EndOfStreamException();
                }

                index += read;
                count -= read;
            }

            _streams.Add(stream);
            if (!IsStillOnDisk())
            {
                Replace();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Replace(); // cut, deleted or unreadable: the transfer ends with an error
        }
    }
}
