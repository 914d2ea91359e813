using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Lab.Tests.Tftp;

/// <summary>A root with files of every awkward length, and a server for it on loopback.</summary>
public sealed class TftpRoot : IDisposable
{
    private readonly DiskRoot _root;

    public TftpRoot(bool plainSockets = false, TftpSettings? settings = null, DiskRootLimits? limits = null, Action<TftpEvent>? listen = null)
    {
        foreach ((string name, int length) in new[]
        {
            ("term42.default.loads", 662), ("jar42sccp.8-5-2TH1-9.sbn", 1_600_000), ("exact.bin", 51_200), ("one.bin", 1), ("empty.tlv", 0),
            ("United_States/g3-tones.xml", 9_000),
        })
        {
            Write(name, length);
        }

        _root = new DiskRoot(Folder, limits);
        Server = new TftpServer(
            new TftpServerOptions { Files = _root, Address = IPAddress.Loopback, Port = 0, PlainSockets = plainSockets, Settings = settings },
            listen ?? Events.Enqueue);
        Server.Start();
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("tftp-root-").FullName;

    /// <summary>Where clients put what they fetch.</summary>
    public string Fetched { get; } = Directory.CreateTempSubdirectory("tftp-out-").FullName;

    public TftpServer Server { get; }

    public string Port => Server.EndPoint.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public ConcurrentQueue<TftpEvent> Events { get; } = new();

    public IEnumerable<string> Names => _root.Names;

    public byte[] Write(string name, int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return bytes;
    }

    /// <summary>True when the client's copy has the bytes of the root's file.</summary>
    public bool IsSame(string name, string copy) =>
        File.Exists(copy) && File.ReadAllBytes(Path.Combine(Folder, name)).AsSpan().SequenceEqual(File.ReadAllBytes(copy));

    /// <summary>A fresh path for a client to write to.</summary>
    public string Target() => Path.Combine(Fetched, Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        Server.Dispose();
        _root.Dispose();
        Directory.Delete(Folder, recursive: true);
        Directory.Delete(Fetched, recursive: true);
    }
}
