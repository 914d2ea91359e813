using System;
using System.Collections.Concurrent;
using System.IO;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>One version of a file of the root.</summary>
internal abstract class DiskFile : ITftpFile
{
    private readonly string _path;
    private volatile bool _changed;

    protected DiskFile(string name, string path, FileStamp stamp)
    {
        Name = name;
        _path = path;
        Stamp = stamp;
    }

    public string Name { get; }

    public long Length => Stamp.Length;

    public FileStamp Stamp { get; }

    public bool Changed => _changed;

    public abstract void Read(long offset, byte[] buffer, int index, int count);

    /// <summary>Another version has taken its place, or none.</summary>
    public void Replace() => _changed = true;

    public bool IsStillOnDisk() => FileStamp.Of(_path) is FileStamp now && now.Equals(Stamp);
}

/// <summary>A version whose bytes are kept: the usual case.</summary>
internal sealed class DiskFileInMemory : DiskFile
{
    private readonly byte[] _bytes;
    private readonly DiskFileCache _cache;

    public DiskFileInMemory(string name, string path, FileStamp stamp, byte[] bytes, DiskFileCache cache)
        : base(name, path, stamp)
    {
        _bytes = bytes;
        _cache = cache;
    }

    /// <summary>Transfers and the root hold a version; when the last of them lets go its bytes count no more.</summary>
    ~DiskFileInMemory() => _cache.Release(_bytes.LongLength);

    public override void Read(long offset, byte[] buffer, int index, int count) =>
        Buffer.BlockCopy(_bytes, (int)offset, buffer, index, count);
}

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
