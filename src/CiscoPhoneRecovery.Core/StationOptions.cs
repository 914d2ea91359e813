using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery;

/// <summary>What a recovery station is made of. The defaults are the recovery network 10.1.1.0/24 on the standard ports.</summary>
public sealed record StationOptions
{
    /// <summary>The network handed out; its ServerAddress is the address both servers listen on.</summary>
    public DhcpSettings Dhcp { get; init; } = new();

    /// <summary>The NIC, as the system names it; null binds by address alone (loopback).</summary>
    public string? Interface { get; init; }

    /// <summary>The folder that the TFTP server serves.</summary>
    public string Root { get; init; } = string.Empty;

    /// <summary>UDP port of the DHCP server; 0 takes any free one (loopback).</summary>
    public int DhcpPort { get; init; } = 67;

    /// <summary>UDP port of the TFTP server; 0 takes any free one (loopback).</summary>
    public int TftpPort { get; init; } = 69;

    /// <summary>Answers DHCP to whence it came instead of by broadcast: on loopback nobody hears a broadcast.</summary>
    public bool ReplyToSender { get; init; }

    /// <summary>Takes bundles that were made up for a rehearsal. Real phones would refuse them, so real stations do.</summary>
    public bool Rehearsal { get; init; }

    /// <summary>Where leases are written down; null keeps them in memory only.</summary>
    public string? JournalPath { get; init; }

    /// <summary>Serves without it when it cannot be had: for a path that the user did not choose.</summary>
    public bool JournalIsOptional { get; init; }

    /// <summary>
    /// Where all that happens is written down as JSON lines, and where the phones of the last hours are known from; null for nowhere.
    /// </summary>
    public string? EventJournalPath { get; init; }

    /// <summary>Asks each recovered phone's own web page which load it runs.</summary>
    public bool Verify { get; init; }

    /// <summary>TCP port of the phones' web servers.</summary>
    public int PhoneWebPort { get; init; } = 80;

    /// <summary>Serves a default configuration that names the staged loads, unless the root has one of its own.</summary>
    public bool DefaultConfiguration { get; init; } = true;

    /// <summary>Goes on where the station would refuse: an unfit NIC, another DHCP server, a root with refused loads.</summary>
    public bool Force { get; init; }
}
