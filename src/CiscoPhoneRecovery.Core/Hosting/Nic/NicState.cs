using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>What a NIC is made of, as far as it matters for a recovery.</summary>
public enum NicMedium
{
    Ethernet,

    Wireless,

    /// <summary>Hyper-V, VPN, bridge, team, tunnel, veth: no socket that a cable goes into.</summary>
    Virtual,

    Loopback,

    Other,
}

/// <summary>A NIC as it is now.</summary>
public sealed record NicState
{
    /// <summary>What holds the NIC over renames and re-plugging: on Windows its GUID in braces, on Linux its name.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>The name a person sees: "Ethernet 2", eth0.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The maker's words, if known.</summary>
    public string Description { get; init; } = string.Empty;

    public int Index { get; init; }

    /// <summary>Hardware address as twelve hexadecimal digits in capitals; empty when there is none.</summary>
    public string Mac { get; init; } = string.Empty;

    public NicMedium Medium { get; init; }

    /// <summary>A cable is in and the other end answers.</summary>
    public bool LinkUp { get; init; }

    /// <summary>Windows: switched off in the network settings, so that its addresses cannot even be read.</summary>
    public bool Disabled { get; init; }

    /// <summary>Bits per second; 0 when not known.</summary>
    public long Speed { get; init; }

    public NicSettings Settings { get; init; } = new();

    public string? DefaultGateway => Settings.Routes.FirstOrDefault(r => r.IsDefault)?.NextHop;

    public bool Has(NicAddress address) => Settings.Addresses.Any(a => a.IsSame(address));

    public IEnumerable<string> AddressTexts => Settings.Addresses.Select(a => a.ToString());

    public override string ToString() => Name;
}
