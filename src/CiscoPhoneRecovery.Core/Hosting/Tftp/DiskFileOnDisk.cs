using System;
using System.Collections.Concurrent;
using System.IO;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// A version too long to keep. Each read compares it with the disk, so that two versions never mix. No file is held open once it was
/// replaced or nobody reads it: Windows would keep a deleted one in its folder until then.
/// </summary>
internal sealed class DiskFileOnDisk : DiskFile
{
    private readonly ConcurrentBag<FileStream> _streams = new();

    public DiskFileOnDisk(string name, string path, FileStamp stamp)
        : base(name, path, stamp)
    {
    }

    public override void Read(long offset, byte[] buffer, int index, int count)
    {
        if (Changed)
        {
            return; // what lies there now is another version
        }

        FileStream? stream = null;
        try
        {
            stream = Take();
            stream.Position = offset;
            Fill(stream, buffer, index, count);
            if (!IsStillOnDisk())
            {
                Replace();
            }

            _streams.Add(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            stream?.Dispose();
            Replace(); // cut, deleted or unreadable: the transfer ends with an error
        }

        if (Changed)
        {
            Rest(); // replaced on another thread, perhaps before this one gave its stream back
        }
    }

    public override void Rest()
    {
        while (_streams.TryTake(out FileStream? stream))
        {
            stream.Dispose();
        }
    }

    private static void Fill(FileStream stream, byte[] buffer, int index, int count)
    {
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
    }

    private FileStream Take() => _streams.TryTake(out FileStream? stream)
        ? stream
        : new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
}
