using System;
using System.Collections.Generic;
using System.IO;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Lists the files below a folder, and tells cheaply whether the list may have changed since.</summary>
internal sealed class FolderScan
{
    /// <summary>A folder changed again within the resolution of its time stamp (2 s on FAT) looks unchanged: it is listed again.</summary>
    private static readonly TimeSpan StampResolution = TimeSpan.FromSeconds(2);

    private readonly string _root;
    private readonly DiskRootLimits _limits;
    private readonly List<KeyValuePair<string, DateTime>> _folders = new();
    private DateTime _scannedAt;
    private bool _scannedBefore;

    public FolderScan(string root, DiskRootLimits limits)
    {
        _root = root;
        _limits = limits;
        if (!Directory.Exists(root))
        {
            throw new StationException($"{root} is no folder.", "Name the folder that the zips were expanded to.");
        }
    }

    /// <summary>Names below the root, with forward slashes, and where each file is.</summary>
    /// <exception cref="StationException">The root itself cannot be read, or holds too many files.</exception>
    public IReadOnlyDictionary<string, string> Scan()
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var pending = new Stack<Folder>();
        _folders.Clear();
        _scannedAt = DateTime.UtcNow;
        pending.Push(new Folder(_root, string.Empty, 0));
        while (pending.Count > 0)
        {
            Folder folder = pending.Pop();
            try
            {
                List(folder, files, pending);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (folder.Depth == 0 && !_scannedBefore)
                {
                    throw new StationException($"{_root} cannot be read: {e.Message}", "Check the rights on the folder.", e);
                }

                // A sub-folder that may not be read is not served, nor is a root whose stick was pulled out.
            }
        }

        _scannedBefore = true;
        return files;
    }

    /// <summary>True when a folder's time stamp is another, or too fresh to be trusted.</summary>
    public bool MayHaveChanged()
    {
        foreach (KeyValuePair<string, DateTime> folder in _folders)
        {
            try
            {
                // A stamp of the future, as on a stick that was written by another clock, says nothing about the moment of the scan.
                TimeSpan age = _scannedAt - folder.Value;
                bool fresh = age >= TimeSpan.Zero && age < StampResolution;
                if (fresh || Directory.GetLastWriteTimeUtc(folder.Key) != folder.Value)
                {
                    return true;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return true;
            }
        }

        return _folders.Count == 0;
    }

    private void List(Folder folder, Dictionary<string, string> files, Stack<Folder> pending)
    {
        _folders.Add(new KeyValuePair<string, DateTime>(folder.Path, Directory.GetLastWriteTimeUtc(folder.Path)));
        foreach (FileSystemInfo item in new DirectoryInfo(folder.Path).EnumerateFileSystemInfos())
        {
            if ((item.Attributes & FileAttributes.ReparsePoint) != 0)
            {
                continue; // a link or junction: it may lead out of the root
            }

            string name = folder.Prefix + item.Name;
            if (item.Name == StagingFolder.Name)
            {
                continue; // an expansion is at work, or was cut short: its files are not the root's yet
            }

            if (item is DirectoryInfo && folder.Depth < _limits.MaxDepth)
            {
                pending.Push(new Folder(item.FullName, name + "/", folder.Depth + 1));
            }
            else if (item is FileInfo)
            {
                files[name] = item.FullName;
            }

            if (files.Count > _limits.MaxFiles)
            {
                throw new StationException(
                    $"{_root} holds more than {_limits.MaxFiles} files.", "Name the folder that the zips were expanded to, and nothing above it.");
            }
        }
    }

    private readonly struct Folder
    {
        public Folder(string path, string prefix, int depth)
        {
            Path = path;
            Prefix = prefix;
            Depth = depth;
        }

        public string Path { get; }

        public string Prefix { get; }

        public int Depth { get; }
    }
}
