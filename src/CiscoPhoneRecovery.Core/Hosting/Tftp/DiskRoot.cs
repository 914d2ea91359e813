using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// A folder as the root of a TFTP server, with files that exist in memory only beside it. What lies in the folder is listed, and
/// only what is listed can be served; links and junctions are not followed. Each file is read when first asked for and kept once
/// for all transfers. Files that are added, replaced or deleted are noticed without a restart.
/// </summary>
public sealed class DiskRoot : ITftpFiles, IDisposable
{
    private readonly object _gate = new();
    private readonly FolderScan _folder;
    private readonly DiskFileCache _cache;
    private readonly Dictionary<string, MemoryFile> _virtual = new(StringComparer.Ordinal);
    private readonly Timer _watch;
    private Dictionary<string, DiskFileEntry> _entries = new(StringComparer.Ordinal);
    private TftpNameIndex _names = new(Array.Empty<string>());
    private TftpNameIndex _virtualNames = new(Array.Empty<string>());
    private bool _disposed;

    /// <param name="folder">The root.</param>
    /// <param name="limits">How much of it may be listed and kept; null takes the defaults.</param>
    /// <exception cref="StationException">It is no folder, cannot be read, or holds more files than any root would.</exception>
    public DiskRoot(string folder, DiskRootLimits? limits = null)
    {
        limits ??= new DiskRootLimits();
        _folder = new FolderScan(Path.GetFullPath(folder), limits);
        _cache = new DiskFileCache(limits);
        Rescan();
        _watch = new Timer(_ => Watch(), null, limits.WatchInterval, limits.WatchInterval);
    }

    /// <summary>All names that are served, as they are spelled in the root.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                return _entries.Keys.Concat(_virtual.Keys).OrderBy(n => n, StringComparer.Ordinal).ToList();
            }
        }
    }

    /// <summary>Adds or replaces a file that exists in memory only. A file of the same name in the folder takes precedence.</summary>
    public void AddVirtual(string name, byte[] content)
    {
        lock (_gate)
        {
            if (_virtual.TryGetValue(name, out MemoryFile? former))
            {
                former.Replace();
            }

            _virtual[name] = new MemoryFile(name, (byte[])content.Clone());
            _virtualNames = new TftpNameIndex(_virtual.Keys);
        }
    }

    /// <summary>Finds a file by a name from the network. Total: trouble with the disk is "not found".</summary>
    public TftpLookup Find(string requestedName)
    {
        lock (_gate)
        {
            TftpLookup lookup = Lookup(requestedName);
            if (lookup.Kind == TftpLookupKind.NotFound && !_disposed && _folder.MayHaveChanged())
            {
                TryRescan();
                lookup = Lookup(requestedName);
            }

            return lookup.Kind == TftpLookupKind.NotFound ? LookupVirtual(requestedName) : lookup;
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        lock (_gate)
        {
            _disposed = true;
            foreach (DiskFileEntry entry in _entries.Values)
            {
                entry.Dispose();
            }
        }
    }

    private TftpLookup Lookup(string requestedName)
    {
        TftpLookupKind kind = _names.Resolve(requestedName, out string? name);
        ITftpFile? file = name is null || _disposed ? null : _entries[name].Open(_cache);
        return new TftpLookup(kind == TftpLookupKind.Found && file is null ? TftpLookupKind.NotFound : kind, file);
    }

    private TftpLookup LookupVirtual(string requestedName)
    {
        TftpLookupKind kind = _virtualNames.Resolve(requestedName, out string? name);
        return new TftpLookup(kind, name is null ? null : _virtual[name]);
    }

    private void TryRescan()
    {
        try
        {
            Rescan();
        }
        catch (StationException)
        {
            // Somebody has moved a whole disk into the root meanwhile: what was listed before is served on.
        }
    }

    private void Rescan()
    {
        IReadOnlyDictionary<string, string> found = _folder.Scan();
        var entries = new Dictionary<string, DiskFileEntry>(found.Count, StringComparer.Ordinal);
        foreach (KeyValuePair<string, string> file in found)
        {
            entries[file.Key] = _entries.TryGetValue(file.Key, out DiskFileEntry? known) ? known : new DiskFileEntry(file.Key, file.Value);
        }

        foreach (KeyValuePair<string, DiskFileEntry> former in _entries)
        {
            if (!entries.ContainsKey(former.Key))
            {
                former.Value.Dispose();
            }
        }

        _entries = entries;
        _names = new TftpNameIndex(entries.Keys);
    }

    /// <summary>Every second: a file replaced under a transfer ends it, and what nobody has used for a while leaves memory.</summary>
    private void Watch()
    {
        if (!Monitor.TryEnter(_gate))
        {
            return; // a request is being served: next time
        }

        try
        {
            foreach (DiskFileEntry entry in _entries.Values)
            {
                entry.Watch(_cache);
            }
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }
}
