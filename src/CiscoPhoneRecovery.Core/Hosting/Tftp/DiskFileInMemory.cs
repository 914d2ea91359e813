using System;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// A version whose bytes are kept: the usual case. One that was read while its stamp was fresh is read again when it no longer is, because
/// a program may have been writing it in the same tick of the disk's clock.
/// </summary>
internal sealed class DiskFileInMemory : DiskFile
{
    private readonly byte[] _bytes;
    private readonly DiskFileCache _cache;
    private bool _provisional;

    public DiskFileInMemory(string name, string path, FileStamp stamp, byte[] bytes, DiskFileCache cache)
        : base(name, path, stamp)
    {
        _bytes = bytes;
        _cache = cache;
        _provisional = stamp.IsFresh;
    }

    /// <summary>Transfers and the root hold a version; when the last of them lets go its bytes count no more.</summary>
    ~DiskFileInMemory() => _cache.Release(_bytes.LongLength);

    public override void Read(long offset, byte[] buffer, int index, int count) =>
        Buffer.BlockCopy(_bytes, (int)offset, buffer, index, count);

    public override bool IsStillOnDisk()
    {
        if (!base.IsStillOnDisk())
        {
            return false;
        }

        if (_provisional && !Stamp.IsFresh)
        {
            _provisional = !_cache.HasBytes(Path, _bytes);
            return !_provisional;
        }

        return true;
    }
}
