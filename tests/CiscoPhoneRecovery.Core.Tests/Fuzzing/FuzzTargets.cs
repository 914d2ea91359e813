using System.Collections.Generic;

namespace CiscoPhoneRecovery.Core.Tests.Fuzzing;

/// <summary>Every parser of what comes from the network, a disk or another program. A new one is one line here and one file in Corpus.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } = new FuzzTarget[]
    {
        new("dhcp", NetworkParsers.Dhcp),
        new("dhcp-options", NetworkParsers.DhcpOptions),
        new("tftp", NetworkParsers.Tftp),
        new("tftp-request", NetworkParsers.TftpRequests),
        new("http-answer", NetworkParsers.HttpAnswers, BytesAnOctet: 400, Longest: 8192),
        new("device-information", NetworkParsers.DeviceInformationPages, BytesOnce: 256 * 1024, BytesAnOctet: 2000, Longest: 8192),
        new("signed-header", LoadParsers.SignedHeaders),
        new("manifest", LoadParsers.Manifests),
        new("cnu", LoadParsers.Archives, Longest: 8192),
        new("zip", LoadParsers.Zips, BytesOnce: 2 * 1024 * 1024, BytesAnOctet: 20_000, Longest: 16 * 1024),
        new("lease-journal", DiskParsers.LeaseJournals, BytesAnOctet: 400),
        new("event-journal", DiskParsers.EventJournals, BytesOnce: 1024 * 1024, BytesAnOctet: 4000, Longest: 8192),
        new("nic-snapshot", DiskParsers.NicSnapshots, BytesOnce: 1024 * 1024, BytesAnOctet: 4000, Longest: 8192),
        new("ip-json", DiskParsers.IpJson, BytesOnce: 1024 * 1024, BytesAnOctet: 4000, Longest: 8192),
    };
}
