using System;
using System.Net;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Where and how a <see cref="DhcpServer"/> runs.</summary>
public sealed record DhcpServerOptions
{
    public DhcpSettings Settings { get; init; } = new();

    /// <summary>The interface to serve, by the name that Windows or Linux shows; null binds the address alone, as on loopback.</summary>
    public string? InterfaceName { get; init; }

    /// <summary>The address to bind; null is the server address of the settings.</summary>
    public IPAddress? BindAddress { get; init; }

    public int ServerPort { get; init; } = 67;

    public int ClientPort { get; init; } = 68;

    /// <summary>
    /// Sends every reply to where the request came from. For rehearsals on loopback, where several software phones share an address and
    /// nobody hears a broadcast.
    /// </summary>
    public bool ReplyToSender { get; init; }

    /// <summary>The file that keeps leases across restarts; null keeps them in memory only.</summary>
    public string? JournalPath { get; init; }

    /// <summary>Serves without the journal when it cannot be had, and says so as an event: for a path that the user did not choose.</summary>
    public bool JournalIsOptional { get; init; }

    /// <summary>Serves although another DHCP server is there, or the interface does not look like one for a bench.</summary>
    public bool Force { get; init; }

    /// <summary>
    /// How long to look for another DHCP server before the first answer; zero does not look. Without an interface name it is never done.
    /// </summary>
    public TimeSpan ForeignServerWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often to look again while serving.</summary>
    public TimeSpan ForeignServerInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Receive buffer in octets.</summary>
    public int ReceiveBuffer { get; init; } = 4 * 1024 * 1024;
}
