using System;

namespace CiscoPhoneRecovery.Hosting;

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
