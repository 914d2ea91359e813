using System;
using System.Collections.Generic;
using System.Net;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>What the DHCP server hands out and to whom. The defaults are the recovery network 10.1.1.0/24.</summary>
public sealed record DhcpSettings
{
    /// <summary>The station's own address: server identifier (option 54), and never handed out.</summary>
    public IPAddress ServerAddress { get; init; } = IPAddress.Parse("10.1.1.2");

    /// <summary>Option 1 (RFC 2132 section 3.3).</summary>
    public IPAddress SubnetMask { get; init; } = IPAddress.Parse("255.255.255.0");

    /// <summary>First address of the pool, inclusive.</summary>
    public IPAddress RangeStart { get; init; } = IPAddress.Parse("10.1.1.10");

    /// <summary>Last address of the pool, inclusive.</summary>
    public IPAddress RangeEnd { get; init; } = IPAddress.Parse("10.1.1.254");

    /// <summary>Option 3. Phones want one, nobody needs to answer there; null leaves the option out.</summary>
    public IPAddress? Router { get; init; } = IPAddress.Parse("10.1.1.1");

    /// <summary>Option 150, in order of preference; the first is also option 66 and siaddr. Never empty.</summary>
    public IReadOnlyList<IPAddress> TftpServers { get; init; } = new[] { IPAddress.Parse("10.1.1.2") };

    /// <summary>Length of a lease. <see cref="TimeSpan.MaxValue"/> is an infinite lease (0xffffffff).</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long an offered address stays reserved for the client that got the offer.</summary>
    public TimeSpan OfferHold { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a declined address, or one that answered a probe, is not handed out.</summary>
    public TimeSpan DeclineRest { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long to wait for an answer to an address probe before the address counts as free; zero switches probing off.</summary>
    public TimeSpan ProbeWait { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Answer every client, not only Cisco phones.</summary>
    public bool AllowAnyClient { get; init; }
}
