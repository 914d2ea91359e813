using System;
using System.Collections.Generic;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>A root that is nowhere but in memory.</summary>
public sealed class MemoryFiles : ITftpFiles
{
    private readonly Dictionary<string, MemoryFile> _files = new(StringComparer.Ordinal);
    private readonly TftpNameIndex _names;

    public MemoryFiles(IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (KeyValuePair<string, byte[]> file in files)
        {
            _files.Add(file.Key, new MemoryFile(file.Key, file.Value));
        }

        _names = new TftpNameIndex(_files.Keys);
    }

    public TftpLookup Find(string requestedName)
    {
        TftpLookupKind kind = _names.Resolve(requestedName, out string? name);
        return new TftpLookup(kind, name is null ? null : _files[name]);
    }

    /// <summary>Puts other content under a name; transfers of the former content end.</summary>
    public void Replace(string name, byte[] content)
    {
        _files[name].Changed = true;
        _files[name] = new MemoryFile(name, content);
    }

    private sealed class MemoryFile : ITftpFile
    {
        private readonly byte[] _content;

        public MemoryFile(string name, byte[] content)
        {
            Name = name;
            _content = content;
        }

        public string Name { get; }

        public long Length => _content.Length;

        public bool Changed { get; set; }

        public void Read(long offset, byte[] buffer, int index, int count) => Buffer.BlockCopy(_content, (int)offset, buffer, index, count);
    }
}
