using System.Runtime.Serialization;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>An IPv4 route out of a NIC.</summary>
[DataContract]
public sealed record NicRoute
{
    /// <summary>Network and prefix; the default route is 0.0.0.0/0.</summary>
    [DataMember(Order = 1)]
    public string Destination { get; init; } = string.Empty;

    /// <summary>The gateway; 0.0.0.0 for a network on the link itself.</summary>
    [DataMember(Order = 2)]
    public string NextHop { get; init; } = "0.0.0.0";

    [DataMember(Order = 3)]
    public int Metric { get; init; }

    /// <summary>True when DHCP or the system itself brought the route.</summary>
    [DataMember(Order = 4)]
    public bool Automatic { get; init; }

    /// <summary>Linux: what else "ip route add" takes for this route (protocol, scope, source, flags).</summary>
    [DataMember(Order = 5, EmitDefaultValue = false)]
    public string? Extra { get; init; }

    public bool IsDefault => Destination == "0.0.0.0/0";

    public bool HasGateway => NextHop != "0.0.0.0";

    public override string ToString() => HasGateway ? $"{Destination} by {NextHop}" : $"{Destination} on the link";
}
