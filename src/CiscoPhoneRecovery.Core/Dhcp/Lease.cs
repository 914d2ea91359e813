using System;
using System.Net;
using System.Net.NetworkInformation;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>An address given to a client until a moment of the server's monotonic clock.</summary>
/// <param name="Mac">The client's hardware address (chaddr).</param>
/// <param name="Address">The address leased.</param>
/// <param name="ExpiresAt">Monotonic time of expiry; <see cref="TimeSpan.MaxValue"/> never; a time in the past is a lease kept for re-use.</param>
/// <param name="ClientId">Option 61 as the client sent it, or null.</param>
public sealed record Lease(PhysicalAddress Mac, IPAddress Address, TimeSpan ExpiresAt, byte[]? ClientId);
