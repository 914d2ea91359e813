namespace CiscoPhoneRecovery.Loads;

/// <summary>What a zip of firmware may at most contain. The real ones have 8 members of together some 8 MB, packed to 5 MB.</summary>
public sealed record StagingLimits
{
    public int MaximumMembers { get; init; } = 512;

    /// <summary>Bytes of one member, expanded.</summary>
    public long MaximumMemberLength { get; init; } = 64L * 1024 * 1024;

    /// <summary>Bytes of all members, expanded.</summary>
    public long MaximumTotalLength { get; init; } = 256L * 1024 * 1024;

    /// <summary>Expanded bytes for each packed byte, over the whole zip; firmware packs to about 0.6.</summary>
    public int MaximumRatio { get; init; } = 50;
}
