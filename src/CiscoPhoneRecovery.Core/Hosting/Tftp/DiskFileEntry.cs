using System;
using System.IO;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>One name of the root and the version of it that is served now.</summary>
internal sealed class DiskFileEntry : IDisposable
{
    private readonly string _name;
    private readonly string _path;
    private readonly WeakReference<DiskFile> _inUse = new(null!);
    private DiskFile? _kept;
    private DateTime _lastOpened;

    public DiskFileEntry(string name, string path)
    {
        _name = name;
        _path = path;
    }

    /// <summary>The file as it is on the disk now; null when it is gone, unreadable, or will not hold still.</summary>
    public ITftpFile? Open(DiskFileCache cache)
    {
        FileStamp? stamp = FileStamp.Of(_path);
        DiskFile? version = Current();
        if (version is not null && stamp is not null && version.Stamp.Equals(stamp.Value))
        {
            _kept = version;
        }
        else
        {
            Drop();
            _kept = stamp is null ? null : cache.Load(_name, _path, stamp.Value);
            _inUse.SetTarget(_kept!);
        }

        _lastOpened = DateTime.UtcNow;
        return _kept;
    }

    /// <summary>Marks a version that the disk no longer has, and lets go of one that is idle. Transfers under way still hold it.</summary>
    public void Watch(DiskFileCache cache)
    {
        DiskFile? version = Current();
        if (version is null)
        {
            return;
        }

        if (!version.IsStillOnDisk())
        {
            Drop();
        }
        else if (DateTime.UtcNow - _lastOpened > cache.KeepIdle)
        {
            _kept = null;
        }
    }

    public void Dispose() => Drop();

    private DiskFile? Current() => _kept ?? (_inUse.TryGetTarget(out DiskFile? version) ? version : null);

    private void Drop()
    {
        Current()?.Replace();
        _kept = null;
        _inUse.SetTarget(null!);
    }
}

/// <summary>What tells one version of a file from the next without reading it.</summary>
internal readonly struct FileStamp : IEquatable<FileStamp>
{
    private FileStamp(long length, DateTime written)
    {
        Length = length;
        Written = written;
    }

    public long Length { get; }

    public DateTime Written { get; }

    /// <summary>Null when there is no such file, or a link has taken its place.</summary>
    public static FileStamp? Of(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && (file.Attributes & FileAttributes.ReparsePoint) == 0
                ? new FileStamp(file.Length, file.LastWriteTimeUtc)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public bool Equals(FileStamp other) => Length == other.Length && Written == other.Written;

    public override bool Equals(object? obj) => obj is FileStamp other && Equals(other);

    public override int GetHashCode() => Length.GetHashCode() ^ Written.GetHashCode();
}
