using System.Runtime.Serialization;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>The part of a NIC's state that a recovery changes and puts back. IPv6 is never touched.</summary>
[DataContract]
public sealed record NicSettings
{
    /// <summary>Switched on by the administrator (Linux "up"); says nothing about the cable.</summary>
    [DataMember(Order = 1)]
    public bool Up { get; init; } = true;

    /// <summary>Windows: the interface takes its address from DHCP. On Linux a DHCP client is a program of its own, so this is always false there.</summary>
    [DataMember(Order = 2)]
    public bool Dhcp { get; init; }

    /// <summary>Interface metric; null when Windows chooses it. A recovery never changes it, a restore checks it.</summary>
    [DataMember(Order = 3, EmitDefaultValue = false)]
    public int? Metric { get; init; }

    [DataMember(Order = 4)]
    public NicAddress[] Addresses { get; init; } = [];

    [DataMember(Order = 5)]
    public NicRoute[] Routes { get; init; } = [];

    /// <summary>DNS servers, dotted. A recovery never changes them, a restore checks those of a NIC without DHCP.</summary>
    [DataMember(Order = 6)]
    public string[] DnsServers { get; init; } = [];
}
