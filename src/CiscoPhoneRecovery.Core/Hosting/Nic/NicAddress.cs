using System.Runtime.Serialization;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>An IPv4 address on a NIC, with what is needed to put it back as it was.</summary>
[DataContract]
public sealed record NicAddress
{
    /// <summary>Dotted, such as 10.1.1.2.</summary>
    [DataMember(Order = 1)]
    public string Address { get; init; } = string.Empty;

    [DataMember(Order = 2)]
    public int PrefixLength { get; init; }

    /// <summary>True when a DHCP client or the system itself brought the address: it is never put back by hand while DHCP is on.</summary>
    [DataMember(Order = 3)]
    public bool Automatic { get; init; }

    /// <summary>Windows: never chosen as a source address by itself.</summary>
    [DataMember(Order = 4, EmitDefaultValue = false)]
    public bool SkipAsSource { get; init; }

    /// <summary>Linux: what else "ip addr add" takes for this address (peer, broadcast, scope, label, metric, flags, lifetimes).</summary>
    [DataMember(Order = 5, EmitDefaultValue = false)]
    public string? Extra { get; init; }

    /// <summary>Why no device can have this address, as a sentence without its full stop; null when one can.</summary>
    public string? Objection => Ipv4Network.Of(Address, PrefixLength) is Ipv4Network network
        ? network.ObjectionTo(Address)
        : $"{Address}/{PrefixLength} is no IPv4 address with a prefix length";

    public bool IsSame(NicAddress other) => Address == other.Address && PrefixLength == other.PrefixLength;

    public override string ToString() => $"{Address}/{PrefixLength}";
}
