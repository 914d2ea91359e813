using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Hosting.Nic;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Simulation;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Fuzzing;

/// <summary>Where the corpus comes from: good examples, all made by this code. FUZZ_CORPUS_TO=folder writes them anew.</summary>
public sealed class FuzzSeeds
{
    [SkippableFact]
    public void The_corpus_is_written_anew()
    {
        string? folder = Environment.GetEnvironmentVariable("FUZZ_CORPUS_TO");
        Skip.If(string.IsNullOrEmpty(folder), "FUZZ_CORPUS_TO names no folder");
        foreach ((string parser, string name, byte[] seed) in All())
        {
            Directory.CreateDirectory(Path.Combine(folder!, parser));
            File.WriteAllBytes(Path.Combine(folder!, parser, name), seed);
        }
    }

    private static IEnumerable<(string Parser, string Name, byte[] Seed)> All() => Datagrams().Concat(Firmware()).Concat(Files());

    private static IEnumerable<(string, string, byte[])> Datagrams()
    {
        var phone = new SoftwareDhcpClient(new SoftwarePhoneProfile(ModelCatalogue.All[0], PhysicalAddress.Parse("001BD4000001")));
        byte[] discover = phone.Packet(TimeSpan.Zero).ToArray();
        yield return ("dhcp", "discover", discover);
        yield return ("dhcp", "relayed", Relayed());
        yield return ("dhcp-options", "discover", discover[240..320]);
        yield return ("dhcp-options", "long", Enumerable.Repeat(new byte[] { 43, 3, 1, 2, 3 }, 30).SelectMany(o => o).Concat(new byte[] { 53, 1, 3, 255 }).ToArray());
        yield return ("dhcp-options", "overload", new byte[] { 53, 1, 1, 52, 1, 3, 57, 2, 5, 0xDC, 82, 4, 1, 2, 0, 1, 255 });
        yield return ("tftp", "data", new byte[] { 0, 3, 0, 1, 65, 66 });
        yield return ("tftp", "ack", new byte[] { 0, 4, 0xFF, 0xFF });
        yield return ("tftp", "error", Ascii("\0\u0005\0\u0001file not found\0"));
        yield return ("tftp", "oack", Ascii("\0\u0006blksize\01468\0tsize\03157531\0"));
        yield return ("tftp-request", "plain", Ascii("\0\u0001term45.default.loads\0octet\0"));
        yield return ("tftp-request", "options", Ascii("\0\u0001United_States/g3-tones.xml\0netascii\0blksize\01428\0windowsize\08\0timeout\03\0tsize\00\0"));
        yield return ("http-answer", "page", Ascii("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 5\r\n\r\n<a/>\n"));
        yield return ("http-answer", "missing", Ascii("HTTP/1.0 404 Not Found\n\nno such page"));
        yield return ("device-information", "xml", Ascii("<?xml version=\"1.0\"?><DeviceInformation><MACAddress>001BD4000001</MACAddress><HostName>SEP001BD4000001</HostName><appLoadID>jar45sccp.8-5-2TH1-9.sbn</appLoadID><versionID>SCCP45.8-5-2S</versionID></DeviceInformation>"));
        yield return ("device-information", "html", Ascii("<HTML><TABLE><TR><TD><B>MAC Address</B></TD><TD>001BD4000001</TD></TR><TR><TD><B>Version</B></TD><TD>SCCP45.8-5-2S</TD></TR></TABLE></HTML>"));
    }

    private static IEnumerable<(string, string, byte[])> Firmware()
    {
        SyntheticBundle bundle = SyntheticBundle.Create(45, new SyntheticBundleOptions { Scale = 0.0005 });
        byte[] manifest = bundle.Files.Single(f => f.Name == "term45.default.loads").Content;
        SignedHeader header = SignedHeader.Parse(new ArraySegment<byte>(manifest), out _)!;
        yield return ("signed-header", "manifest", manifest[..header.Length]);
        yield return ("manifest", "term45", manifest[header.Length..]);
        foreach (SyntheticFile image in bundle.Files.Where(f => f.Name.StartsWith("cnu", StringComparison.Ordinal) || f.Name.StartsWith("jar", StringComparison.Ordinal)))
        {
            yield return ("cnu", image.Name[..3], image.Content[SignedHeader.Parse(new ArraySegment<byte>(image.Content), out _)!.Length..]);
        }

        var zip = new MemoryStream();
        bundle.WriteZip(zip);
        yield return ("zip", "bundle", zip.ToArray());
    }

    private static IEnumerable<(string, string, byte[])> Files()
    {
        var end = new DateTime(2026, 3, 1, 9, 0, 0, DateTimeKind.Utc);
        var lease = new Lease(PhysicalAddress.Parse("001BD4000001"), IPAddress.Parse("10.1.1.10"), TimeSpan.Zero, new byte[] { 1, 0, 0x1B, 0xD4, 0, 0, 1 });
        byte[] lines = [.. LeaseLine.Write(lease, end), .. LeaseLine.Write(lease with { ClientId = null }, null)];
        yield return ("lease-journal", "two", [.. Ascii("CiscoPhoneRecovery leases 1\n"), .. lines]);
        yield return ("event-journal", "run", EventLines(new DateTimeOffset(end)).SelectMany(l => l.ToBytes()!).ToArray());
        var snapshot = new MemoryStream();
        NicSnapshotStore.Write(
            new NicSnapshot
            {
                NicId = "eth7",
                NicName = "eth7",
                Mac = "02:00:00:00:00:07",
                TakenAt = "2026-03-01T08:00:00Z",
                Applied = new NicAddress { Address = "10.1.1.2", PrefixLength = 24 },
                Settings = new NicSettings { Addresses = [new NicAddress { Address = "192.168.1.20", PrefixLength = 24, Extra = "broadcast 192.168.1.255" }], DnsServers = ["192.168.1.1"] },
                FirewallRules = ["CiscoPhoneRecovery-67"],
            },
            snapshot);
        yield return ("nic-snapshot", "one", snapshot.ToArray());
        yield return ("ip-json", "address", Ascii("[{\"ifindex\":7,\"ifname\":\"eth7\",\"flags\":[\"BROADCAST\",\"UP\",\"LOWER_UP\"],\"link_type\":\"ether\",\"address\":\"02:00:00:00:00:07\",\"linkinfo\":{\"info_kind\":\"veth\"},\"addr_info\":[{\"family\":\"inet\",\"local\":\"192.168.1.20\",\"prefixlen\":24,\"scope\":\"global\",\"valid_life_time\":4294967295,\"preferred_life_time\":4294967295}]}]"));
        yield return ("ip-json", "route", Ascii("[{\"dst\":\"default\",\"gateway\":\"192.168.1.1\",\"dev\":\"eth7\",\"protocol\":\"dhcp\",\"metric\":100,\"flags\":[]},{}]"));
    }

    private static IEnumerable<JournalLine> EventLines(DateTimeOffset at)
    {
        PhysicalAddress mac = PhysicalAddress.Parse("001BD4000001");
        IPAddress address = IPAddress.Parse("10.1.1.10");
        yield return JournalLine.Of(at, "station", "Started", "10.1.1.2");
        yield return JournalLine.Of(at, new DhcpEvent(DhcpEventKind.Acknowledged, mac, address, "Cisco Systems, Inc. IP Phone CP-7945G", "SEP001BD4000001"));
        yield return JournalLine.Of(at, new TftpEvent(TftpEventKind.Completed, TftpPeer.From(new IPEndPoint(address, 49152)), "term45.default.loads", 1, 674, 674, 0, TimeSpan.FromSeconds(0.5)));
        var tracker = new PhoneTracker(_ => null, at, _ => { });
        tracker.Observe(new DhcpEvent(DhcpEventKind.Acknowledged, mac, address, "Cisco Systems, Inc. IP Phone CP-7945G", "SEP001BD4000001"), TimeSpan.FromSeconds(1));
        tracker.Observe(new TftpEvent(TftpEventKind.Started, TftpPeer.From(new IPEndPoint(address, 49152)), "term45.default.loads", 1, 674), TimeSpan.FromSeconds(2));
        yield return JournalLine.Of(at, tracker.Snapshot(TimeSpan.FromSeconds(3))[0]);
    }

    private static byte[] Relayed()
    {
        var writer = new DhcpPacketWriter();
        writer.Begin(DhcpPacket.BootRequest);
        writer.SetHardware(1, 6, new byte[] { 0, 0x1B, 0xD4, 0, 0, 2 });
        writer.SetTransaction(7, 1, 0);
        writer.SetAddresses(0, 0, 0, 0x0A010105);
        writer.ReserveTrailer(82, new ArraySegment<byte>(new byte[] { 1, 2, 0, 9 }));
        writer.Add(DhcpOptionCode.MessageType, (byte)DhcpMessageType.Request);
        writer.Add(DhcpOptionCode.RequestedAddress, new byte[] { 10, 1, 1, 10 });
        writer.Add(DhcpOptionCode.ServerIdentifier, new byte[] { 10, 1, 1, 2 });
        return writer.Buffer[..writer.Finish()];
    }

    private static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);
}
