using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>How zips are staged.</summary>
public sealed record StagingOptions
{
    /// <summary>
    /// Stages what the gate refuses, and replaces files of the root that differ. What is unsafe or cannot be read stays refused.
    /// </summary>
    public bool Force { get; init; }

    /// <summary>Judges and compares, and writes nothing.</summary>
    public bool WhatIf { get; init; }

    /// <summary>For software phones: bundles made for a rehearsal are what they take.</summary>
    public bool Rehearsal { get; init; }

    public StagingLimits Limits { get; init; } = new();
}

/// <summary>What a staging is doing.</summary>
public enum StagingPhase
{
    /// <summary>Reading and judging the zip.</summary>
    Checking,

    /// <summary>Comparing with the root and unpacking beside it.</summary>
    Unpacking,
}

/// <summary>How far a staging is.</summary>
/// <param name="ZipName">The zip at work, and its place from 1 to <paramref name="ZipCount"/>.</param>
/// <param name="BytesDone">Expanded bytes of this phase, of <paramref name="BytesTotal"/>.</param>
public sealed record StagingProgress(string ZipName, int ZipNumber, int ZipCount, StagingPhase Phase, long BytesDone, long BytesTotal)
{
    /// <summary>0 to 100 over all the zips, each a half for checking and a half for unpacking.</summary>
    public int Percent
    {
        get
        {
            double ofPhase = BytesTotal <= 0 ? 0 : (double)BytesDone / BytesTotal;
            double ofZip = ((Phase == StagingPhase.Unpacking ? 1 : 0) + ofPhase) / 2;
            return (int)(100 * (ZipNumber - 1 + ofZip) / ZipCount);
        }
    }
}
