using System;
using System.IO;
using System.Linq;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>One name of the root and the version of it that is served now.</summary>
internal sealed class DiskFileEntry : IDisposable
{
    private readonly string _name;
    private readonly string _path;
    private readonly string[] _folders;
    private readonly WeakReference<DiskFile> _inUse = new(null!);
    private DiskFile? _kept;
    private DateTime _lastOpened;

    public DiskFileEntry(string name, string path)
    {
        _name = name;
        _path = path;
        _folders = new string[name.Count(c => c == '/')];
        for (int i = 0; i < _folders.Length; i++)
        {
            _folders[i] = path = Path.GetDirectoryName(path)!;
        }
    }

    /// <summary>The file as it is on the disk now; null when it is gone, unreadable, or will not hold still.</summary>
    public ITftpFile? Open(DiskFileCache cache)
    {
        bool outside = _folders.Any(IsLink);
        DiskFile? version = Current();
        if (version is not null && !outside && version.IsStillOnDisk())
        {
            _kept = version;
        }
        else
        {
            Drop();
            FileStamp? stamp = outside ? null : FileStamp.Of(_path);
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
            version.Rest();
            _kept = null;
        }
    }

    public void Dispose() => Drop();

    /// <summary>A folder between root and file that was swapped for a link leads out of the root; so may one that cannot be looked at.</summary>
    private static bool IsLink(string folder)
    {
        try
        {
            return (File.GetAttributes(folder) & FileAttributes.ReparsePoint) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private DiskFile? Current() => _kept ?? (_inUse.TryGetTarget(out DiskFile? version) ? version : null);

    private void Drop()
    {
        Current()?.Replace();
        _kept = null;
        _inUse.SetTarget(null!);
    }
}
