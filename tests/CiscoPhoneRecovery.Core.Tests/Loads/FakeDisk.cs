using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CiscoPhoneRecovery.Hosting;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

/// <summary>The process was killed: nothing it does after that reaches the disk.</summary>
internal sealed class KilledException : Exception
{
}

/// <summary>A disk in memory that can fail, or be cut off for good, at its n-th change.</summary>
internal sealed class FakeDisk : IStagingDisk
{
    private const int HResultDiskFull = unchecked((int)0x80070070);

    private readonly HashSet<string> _directories = new();
    private readonly HashSet<string> _unflushed = new();
    private int _changes;
    private bool _dead;

    public Dictionary<string, byte[]> Content { get; } = new();

    /// <summary>The change, counted from 1, that fails; 0 for none.</summary>
    public int FailAt { get; set; }

    /// <summary>At <see cref="FailAt"/> the process is killed, instead of getting an error once.</summary>
    public bool Kills { get; set; }

    /// <summary>Everything from <see cref="FailAt"/> on fails, until <see cref="Reboot"/>.</summary>
    public bool KeepsFailing { get; set; }

    public long Free { get; set; } = long.MaxValue;

    public int Changes => _changes;

    /// <summary>Every move, and whether the file was with the device by then.</summary>
    public List<(string From, string To, bool WasFlushed)> Moves { get; } = new();

    /// <summary>A new process comes to the same disk: locks are gone, and nothing fails any more.</summary>
    public void Reboot()
    {
        _dead = false;
        FailAt = 0;
        _changes = 0;
        foreach (string held in Content.Keys.Where(k => k.EndsWith("lock", StringComparison.Ordinal)).ToArray())
        {
            Content.Remove(held);
        }
    }

    public Dictionary<string, byte[]> Root(string root) => Content.Where(f => Path.GetDirectoryName(f.Key) == root)
        .ToDictionary(f => Path.GetFileName(f.Key), f => f.Value);

    public bool HasTraces(string root) => _directories.Any(d => d.StartsWith(root + "/", StringComparison.Ordinal));

    public bool FileExists(string path) => Content.ContainsKey(path);

    public bool DirectoryExists(string path) => _directories.Contains(path);

    public IReadOnlyList<string> Files(string directory) => Content.Keys.Where(f => Path.GetDirectoryName(f) == directory).ToArray();

    public long LengthOf(string path) => Content[path].Length;

    public long FreeBytes(string directory) => Free;

    public Stream OpenRead(string path) =>
        Content.TryGetValue(path, out byte[]? bytes) ? new MemoryStream(bytes, writable: false) : throw new FileNotFoundException("no such file", path);

    public Stream Create(string path)
    {
        Change();
        return new FakeFile(this, path);
    }

    public Stream Lock(string path)
    {
        Change();
        if (Content.ContainsKey(path))
        {
            throw new IOException("locked");
        }

        return new FakeFile(this, path) { DeleteOnClose = true };
    }

    public void FlushToDevice(Stream stream)
    {
        Change();
        _unflushed.Remove(((FakeFile)stream).Path);
    }

    public void Move(string from, string to)
    {
        Change();
        if (Content.ContainsKey(to) || !Content.Remove(from, out byte[]? bytes))
        {
            throw new IOException("cannot move " + from + " to " + to);
        }

        Content.Add(to, bytes);
        Moves.Add((from, to, !_unflushed.Contains(from)));
    }

    public void DeleteFile(string path)
    {
        Change();
        Content.Remove(path);
    }

    public void CreateDirectory(string path)
    {
        Change();
        _directories.Add(path);
    }

    public void DeleteDirectory(string path)
    {
        Change();
        if (Files(path).Count > 0 || _directories.Any(d => d.StartsWith(path + "/", StringComparison.Ordinal)))
        {
            throw new IOException("not empty");
        }

        _directories.Remove(path);
    }

    private void Change()
    {
        _changes++;
        if (_dead)
        {
            throw new KilledException();
        }

        if (_changes == FailAt || (KeepsFailing && FailAt > 0 && _changes > FailAt))
        {
            _dead = Kills;
            throw Kills ? new KilledException() : new IOException("There is not enough space on the disk.", HResultDiskFull);
        }
    }

    private sealed class FakeFile : MemoryStream
    {
        private readonly FakeDisk _disk;

        public FakeFile(FakeDisk disk, string path)
        {
            _disk = disk;
            Path = path;
            disk.Content.Add(path, Array.Empty<byte>());
        }

        public string Path { get; }

        public bool DeleteOnClose { get; init; }

        public override void Write(byte[] buffer, int offset, int count)
        {
            _disk.Change();
            base.Write(buffer, offset, count);
            _disk.Content[Path] = ToArray();
            _disk._unflushed.Add(Path);
        }

        protected override void Dispose(bool disposing)
        {
            if (DeleteOnClose && !_disk._dead)
            {
                _disk.Content.Remove(Path);
            }

            base.Dispose(disposing);
        }
    }
}
