using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Core.Tests.Phones;

/// <summary>Plays what a wire showed to a tracker, in the words of a log: who, when, what.</summary>
internal sealed class PhoneScript
{
    public static readonly PhysicalAddress Mac = PhysicalAddress.Parse("00-1B-54-AA-BB-01");

    public static readonly BundleOutline Bundle42 = new(
        "SCCP42.8-5-2S",
        new BundleFile("term42.default.loads", 674),
        new[]
        {
            new BundleFile("jar42sccp.8-5-2TH1-9.sbn", 1_600_000), new BundleFile("cnu42.8-5-2TH1-9.sbn", 560_000),
            new BundleFile("apps42.8-5-2TH1-9.sbn", 3_150_000), new BundleFile("dsp42.8-5-2TH1-9.sbn", 360_000),
            new BundleFile("cvm42sccp.8-5-2TH1-9.sbn", 2_200_000),
        });

    private long _transfers;

    public PhoneScript() => Tracker = new PhoneTracker(Outline, DateTimeOffset.UnixEpoch, Changes.Add);

    public PhoneTracker Tracker { get; private set; }

    public List<PhoneRecoveryStatus> Changes { get; } = new();

    public TimeSpan Now { get; private set; }

    public PhoneRecoveryStatus Phone => Tracker.Snapshot(Now).Single();

    public IEnumerable<PhoneState> States => Changes.Select(c => c.State).Aggregate(new List<PhoneState>(), (list, state) =>
    {
        if (list.Count == 0 || list[^1] != state)
        {
            list.Add(state);
        }

        return list;
    });

    /// <summary>The station is started again and has its journal, but no root yet to know a manifest by; its clock began anew.</summary>
    public PhoneScript Restart(double secondsAway = 5)
    {
        DateTimeOffset start = DateTimeOffset.UnixEpoch + Now + TimeSpan.FromSeconds(secondsAway);
        using var journal = new System.IO.MemoryStream();
        foreach (PhoneRecoveryStatus phone in Tracker.Snapshot(Now))
        {
            journal.Write(CiscoPhoneRecovery.Hosting.JournalLine.Of(start, phone).ToBytes());
        }

        journal.Position = 0;
        Now = TimeSpan.FromSeconds(0.1);
        Tracker = new PhoneTracker(Outline, start, Changes.Add);
        Tracker.Restore(CiscoPhoneRecovery.Hosting.EventJournalReader.Read(journal).Phones, Now);
        return this;
    }

    public PhoneScript Wait(double seconds)
    {
        for (double t = 0; t < seconds; t++)
        {
            Now += TimeSpan.FromSeconds(Math.Min(1, seconds - t));
            Tracker.Tick(Now);
        }

        return this;
    }

    public PhoneScript Discover(string vendorClass = "Cisco Systems, Inc. IP Phone CP-7942G", PhysicalAddress? mac = null) =>
        Dhcp(DhcpEventKind.Discovered, null, vendorClass, mac);

    public PhoneScript Ack(string address = "10.1.1.10", PhysicalAddress? mac = null) =>
        Dhcp(DhcpEventKind.Acknowledged, address, "Cisco Systems, Inc. IP Phone CP-7942G", mac);

    public PhoneScript Dhcp(DhcpEventKind kind, string? address, string? vendorClass, PhysicalAddress? mac = null)
    {
        mac ??= Mac;
        Tracker.Observe(new DhcpEvent(kind, mac, address is null ? null : IPAddress.Parse(address), vendorClass, "SEP" + mac), Now);
        return this;
    }

    public PhoneScript Reads(string file, long length, string address = "10.1.1.10", double seconds = 0.2)
    {
        TftpPeer peer = Peer(address);
        long transfer = ++_transfers;
        Tracker.Observe(new TftpEvent(TftpEventKind.Started, peer, file, transfer, length), Now);
        Now += TimeSpan.FromSeconds(seconds / 2);
        Tracker.Observe(new TftpProgress(transfer, peer, file, length, length / 2, 1), Now);
        Now += TimeSpan.FromSeconds(seconds / 2);
        Tracker.Observe(new TftpEvent(TftpEventKind.Completed, peer, file, transfer, length, length, 1, TimeSpan.FromSeconds(seconds)), Now);
        return this;
    }

    public PhoneScript Begins(string file, long length, long acknowledged, string address = "10.1.1.10")
    {
        long transfer = ++_transfers;
        Tracker.Observe(new TftpEvent(TftpEventKind.Started, Peer(address), file, transfer, length), Now);
        Tracker.Observe(new TftpProgress(transfer, Peer(address), file, length, acknowledged, 0), Now);
        return this;
    }

    /// <summary>The number of the transfer begun last.</summary>
    public long Transfer => _transfers;

    /// <summary>A transfer, the one begun last if none is named, ends without its last ACK.</summary>
    public PhoneScript Ends(string file, long length, string address = "10.1.1.10", long? transfer = null)
    {
        Tracker.Observe(new TftpEvent(TftpEventKind.ProbablyCompleted, Peer(address), file, transfer ?? _transfers, length, length), Now);
        return this;
    }

    public PhoneScript Fails(string file, string reason, string address = "10.1.1.10")
    {
        Tracker.Observe(new TftpEvent(TftpEventKind.Failed, Peer(address), file, _transfers, Detail: reason), Now);
        return this;
    }

    public PhoneScript Misses(string file, string address = "10.1.1.10")
    {
        Tracker.Observe(new TftpEvent(TftpEventKind.NotFound, Peer(address), file), Now);
        return this;
    }

    /// <summary>The phone's own page is read.</summary>
    public PhoneScript ShowsPage(string load, string address = "10.1.1.10", PhysicalAddress? mac = null)
    {
        byte[] page = System.Text.Encoding.ASCII.GetBytes($"<?xml version=\"1.0\"?><DeviceInformation><versionID>{load}</versionID></DeviceInformation>");
        Tracker.Observe(DeviceInformation.Read(page)!, mac ?? Mac, IPAddress.Parse(address), Now);
        return this;
    }

    public PhoneScript ReadsManifest(string address = "10.1.1.10") => Reads(Bundle42.Manifest.Name, Bundle42.Manifest.Length, address);

    public PhoneScript ReadsAllImages(string address = "10.1.1.10")
    {
        foreach (BundleFile image in Bundle42.Images)
        {
            Reads(image.Name, image.Length, address, seconds: 5);
            Wait(3);
        }

        return this;
    }

    private static TftpPeer Peer(string address) => TftpPeer.From(new IPEndPoint(IPAddress.Parse(address), 49152));

    private static BundleOutline? Outline(string manifest) => manifest == Bundle42.Manifest.Name ? Bundle42 : null;
}
