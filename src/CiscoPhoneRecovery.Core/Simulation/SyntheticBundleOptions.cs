using System;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>What a bundle for a rehearsal is like. The defaults are 8.5(2) for SCCP at full size.</summary>
public sealed record SyntheticBundleOptions
{
    /// <summary>Equal seeds and options give equal files.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The release as load names spell it, without the S at the end: 8-5-2, 8-5-2SR1, 9-4-2SR3-1.</summary>
    public string Release { get; init; } = "8-5-2";

    /// <summary>The build tag in the images' names; null takes the real one of 8.5(2), or one made from the release.</summary>
    public string? Build { get; init; }

    /// <summary>Sccp or Sip; it goes into the names of load, cvm and jar, and of the zip.</summary>
    public LoadProtocol Protocol { get; init; } = LoadProtocol.Sccp;

    /// <summary>The images' size as a share of the real one, above 0 up to 1; small ones make quick tests.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The manifests say Jar45sccp... where the file is jar45sccp..., as real ones of 8.2 and 8.3 do.</summary>
    public bool CapitalJar { get; init; }

    /// <summary>A space after the names of dsp and cvm, as in real manifests.</summary>
    public bool TrailingSpaces { get; init; } = true;

    internal string BuildTag => Build ?? (Release == "8-5-2" ? "8-5-2TH1-9" : ReleaseVersion.Parse(Release) is { } r && r.ServiceRelease > 0
        ? FormattableString.Invariant($"{r.Major}-{r.Minor}-{r.Maintenance}ES{r.ServiceRelease}")
        : Release + "TH1-1");
}
