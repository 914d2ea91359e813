using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Simulation;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>How one software phone's rehearsal ended.</summary>
/// <param name="Status">What the station saw.</param>
/// <param name="FilesEqual">How many files the phone holds that equal the root's, byte for byte.</param>
/// <param name="Problem">Why it does not count as recovered; null when it does.</param>
public sealed record RehearsalResult(PhoneRecoveryStatus Status, int FilesEqual, string? Problem);

/// <summary>
/// A recovery of software phones on loopback, to prove a station and its root before real phones are plugged in: the same servers,
/// staged files and phone tracking as at the bench, on 127.1.1.0/24 and on any free ports.
/// </summary>
public sealed class Rehearsal : IDisposable
{
    private readonly List<SoftwarePhoneHost> _phones = new();
    private readonly string _rootPath;

    /// <param name="root">A staged root.</param>
    /// <param name="models">The models to rehearse, one phone each.</param>
    public Rehearsal(string root, IEnumerable<PhoneModel> models)
    {
        _rootPath = root;
        Station = new RecoveryStation(new StationOptions
        {
            Dhcp = LoopbackNetwork(),
            Root = root,
            DhcpPort = 0,
            TftpPort = 0,
            ReplyToSender = true,
            Rehearsal = true,
            DefaultConfiguration = false,
        });
        Models = models.ToArray();
    }

    public IReadOnlyList<PhoneModel> Models { get; }

    public RecoveryStation Station { get; }

    /// <summary>A locally administered address (the second bit of the first octet), so that it is no real phone's.</summary>
    public static PhysicalAddress MacOf(int index) => new(new byte[] { 0x02, 0x79, 0x00, 0x00, (byte)(index >> 8), (byte)index });

    /// <summary>Powers the phones on.</summary>
    /// <exception cref="StationException">The servers cannot start.</exception>
    public void Start()
    {
        Station.Start();
        var server = new IPEndPoint(Station.Options.Dhcp.ServerAddress, Station.DhcpPort);
        for (int i = 0; i < Models.Count; i++)
        {
            _phones.Add(SoftwarePhoneHost.OnLoopback(new SoftwarePhoneProfile(Models[i], MacOf(i + 1)), server, Station.TftpPort));
        }

        foreach (SoftwarePhoneHost phone in _phones)
        {
            phone.PowerOn();
        }
    }

    /// <summary>True once every phone runs its new load, or cannot go on, and the station has seen all of it.</summary>
    public bool IsOver
    {
        get
        {
            bool phonesOver = _phones.All(p => p.Fault is not null || p.Phone.Stage == SoftwarePhoneStage.Running);
            return phonesOver && Station.Board.Phones.Count(p => p.IsDone) >= _phones.Count(p => p.Fault is null);
        }
    }

    /// <summary>Compares what each phone read with the root, and what the station saw with what the phones did.</summary>
    public IReadOnlyList<RehearsalResult> Results()
    {
        Dictionary<PhysicalAddress, PhoneRecoveryStatus> seen = Station.Board.Phones
            .Where(p => !p.MacAddress.Equals(PhysicalAddress.None)).ToDictionary(p => p.MacAddress);
        return _phones.Select(host => Result(host, seen)).ToList();
    }

    public void Dispose()
    {
        foreach (SoftwarePhoneHost phone in _phones)
        {
            phone.Dispose();
        }

        Station.Dispose();
    }

    private static DhcpSettings LoopbackNetwork() => new()
    {
        ServerAddress = IPAddress.Parse("127.1.1.2"),
        RangeStart = IPAddress.Parse("127.1.1.10"),
        RangeEnd = IPAddress.Parse("127.1.1.254"),
        Router = IPAddress.Parse("127.1.1.1"),
        TftpServers = new[] { IPAddress.Parse("127.1.1.2") },
        ProbeWait = TimeSpan.Zero,
    };

    private RehearsalResult Result(SoftwarePhoneHost host, Dictionary<PhysicalAddress, PhoneRecoveryStatus> seen)
    {
        if (!seen.TryGetValue(host.Phone.Profile.Mac, out PhoneRecoveryStatus? status))
        {
            status = new PhoneRecoveryStatus { MacAddress = host.Phone.Profile.Mac, Name = "SEP" + host.Phone.Profile.Mac, Model = host.Phone.Profile.Model.Name };
            return new RehearsalResult(status, 0, host.Fault?.Message ?? "the station never heard it");
        }

        BundleOutline? outline = status.Manifest is null ? null : new BundleOutlines(Station.Report.Loads).Find(status.Manifest);
        string? unequal = host.Phone.Files.Select(f => Unequal(f)).FirstOrDefault(p => p is not null);
        int equal = host.Phone.Files.Count(f => Unequal(f) is null);
        string? problem = host.Fault?.Message
            ?? (status.State == PhoneState.Recovered ? null : $"the station saw it end {status.State} ({status.Evidence.LastOrDefault()}), the phone itself was {host.Phone.Stage} after {host.Phone.Boots} boots")
            ?? unequal
            ?? (outline is null || equal != outline.FileCount ? $"{equal} of {outline?.FileCount ?? 0} files arrived" : null);
        return new RehearsalResult(status, equal, problem);
    }

    private string? Unequal(SoftwarePhoneFile file)
    {
        string? path = Directory.EnumerateFiles(_rootPath).FirstOrDefault(f => string.Equals(Path.GetFileName(f), file.Name, StringComparison.OrdinalIgnoreCase));
        if (path is null)
        {
            return $"{file.Name} is not in the root any more";
        }

        using SHA256 hash = SHA256.Create();
        using FileStream stream = File.OpenRead(path);
        return stream.Length == file.Length && hash.ComputeHash(stream).SequenceEqual(file.Sha256) ? null : $"{file.Name} arrived with other bytes";
    }
}
