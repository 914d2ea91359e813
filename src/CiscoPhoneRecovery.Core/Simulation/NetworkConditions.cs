using System;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>What a virtual wire does to packets. The default is a quiet switch.</summary>
public sealed record NetworkConditions
{
    /// <summary>Share of packets lost, 0 to 1, each direction by itself.</summary>
    public double Loss { get; init; }

    /// <summary>Share of packets delivered twice, 0 to 1.</summary>
    public double Duplication { get; init; }

    public TimeSpan MinDelay { get; init; } = TimeSpan.FromTicks(1_000);

    /// <summary>With a delay that varies by more than the gap between packets, they overtake each other.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromTicks(3_000);

    /// <summary>
    /// How late what the servers report may come to whoever follows the phones. Each server's reports keep their order, but one server's
    /// may overtake the other's, as threads of a crowded machine do.
    /// </summary>
    public TimeSpan MaxReportDelay { get; init; }
}
