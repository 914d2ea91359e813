using System;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>A file that is on no disk, such as a configuration made from the staged bundles.</summary>
internal sealed class MemoryFile : ITftpFile
{
    private readonly byte[] _bytes;
    private volatile bool _changed;

    public MemoryFile(string name, byte[] bytes)
    {
        Name = name;
        _bytes = bytes;
    }

    public string Name { get; }

    public long Length => _bytes.LongLength;

    public bool Changed => _changed;

    public void Read(long offset, byte[] buffer, int index, int count) => Buffer.BlockCopy(_bytes, (int)offset, buffer, index, count);

    public void Replace() => _changed = true;
}
