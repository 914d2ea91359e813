using System.Net;
using System.Net.NetworkInformation;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>What a DHCP server can report.</summary>
public enum DhcpEventKind
{
    /// <summary>A DISCOVER from a client that is served.</summary>
    Discovered,

    /// <summary>An OFFER was sent.</summary>
    Offered,

    /// <summary>An ACK was sent: the client has <see cref="DhcpEvent.Address"/>.</summary>
    Acknowledged,

    /// <summary>A NAK was sent.</summary>
    Refused,

    /// <summary>The client found the address in use (DECLINE).</summary>
    Declined,

    /// <summary>The client gave its address back (RELEASE).</summary>
    Released,

    /// <summary>An INFORM was answered.</summary>
    Informed,

    /// <summary>A client that is no Cisco phone was left alone.</summary>
    Ignored,

    /// <summary>No free address is left for this client.</summary>
    PoolExhausted,

    /// <summary>An address answered a probe and rests.</summary>
    AddressInUse,

    /// <summary>Another DHCP server was heard: <see cref="DhcpEvent.Address"/> and, where known, <see cref="DhcpEvent.Mac"/>.</summary>
    ForeignServer,

    /// <summary>A datagram that is no valid DHCP request was dropped.</summary>
    Malformed,

    /// <summary>Says by which ways another DHCP server would be noticed.</summary>
    WatchingForServers,

    /// <summary>The interface lost its link or its address; the server stays up and waits.</summary>
    LinkLost,

    /// <summary>The interface is back and the server answers again.</summary>
    LinkRestored,

    /// <summary>The lease journal was damaged and has been read up to the damage.</summary>
    JournalDamaged,

    /// <summary>A lease could not be written down.</summary>
    JournalFailed,

    /// <summary>The server ended by itself; <see cref="DhcpEvent.Detail"/> says why and what to do.</summary>
    Stopped,
}

/// <summary>One thing that happened at the DHCP server.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Mac">The client's (or foreign server's) hardware address; <see cref="PhysicalAddress.None"/> when not known.</param>
/// <param name="Address">The address concerned, if any.</param>
/// <param name="VendorClass">Option 60 without trailing NULs, if sent.</param>
/// <param name="HostName">Option 12 without trailing NULs, if sent.</param>
/// <param name="Detail">One clause of explanation for a person, such as the reason of a NAK.</param>
/// <param name="Renewal">For an ACK: it lengthened a lease that the client is using (RENEWING, REBINDING), so the client has not booted.</param>
public sealed record DhcpEvent(
    DhcpEventKind Kind,
    PhysicalAddress Mac,
    IPAddress? Address = null,
    string? VendorClass = null,
    string? HostName = null,
    string? Detail = null,
    bool Renewal = false);
