using System.Runtime.Serialization;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>A NIC as it was before the first change, on disk until it has been put back.</summary>
[DataContract]
public sealed record NicSnapshot
{
    public const int CurrentVersion = 1;

    [DataMember(Order = 1)]
    public int Version { get; init; } = CurrentVersion;

    /// <summary><see cref="NicState.Id"/>.</summary>
    [DataMember(Order = 2)]
    public string NicId { get; init; } = string.Empty;

    /// <summary>The name at that time, for people.</summary>
    [DataMember(Order = 3)]
    public string NicName { get; init; } = string.Empty;

    [DataMember(Order = 4)]
    public string Mac { get; init; } = string.Empty;

    /// <summary>When it was taken, UTC, ISO 8601.</summary>
    [DataMember(Order = 5)]
    public string TakenAt { get; init; } = string.Empty;

    /// <summary>False from before the first change until after the last: a process that died in between leaves false.</summary>
    [DataMember(Order = 6)]
    public bool Complete { get; init; }

    /// <summary>The address that the recovery gave the NIC.</summary>
    [DataMember(Order = 7)]
    public NicAddress Applied { get; init; } = new();

    [DataMember(Order = 8)]
    public NicSettings Settings { get; init; } = new();

    /// <summary>Names of the firewall rules that were to be made.</summary>
    [DataMember(Order = 9)]
    public string[] FirewallRules { get; init; } = [];
}
