using System;
using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Loads;

/// <summary>A manifest of a load.</summary>
/// <param name="Name">As spelled in the zip or the root.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Members">The images in the order in which a phone asks for them; empty when the manifest is damaged.</param>
public sealed record LoadManifestFile(string Name, long Length, LoadFileState State, IReadOnlyList<string> Members)
{
    public override string ToString() => LoadFileText.Of(Name, State);
}

/// <summary>An image of a load.</summary>
/// <param name="Name">As the manifest spells it.</param>
/// <param name="StoredName">As the file is spelled, null when it is missing.</param>
/// <param name="Length">Bytes; 0 when it is missing.</param>
public sealed record LoadImageFile(string Name, string? StoredName, long Length, LoadFileState State)
{
    public override string ToString() => LoadFileText.Of(Name, State);
}

/// <summary>A file in a list of many: its name, and its state where that is worth a word.</summary>
internal static class LoadFileText
{
    public static string Of(string name, LoadFileState state) => state == LoadFileState.Sound ? name : $"{name} ({state})";
}

/// <summary>One load: the manifests that name the same images, those images, and what the gate says of them.</summary>
public sealed class PhoneLoad
{
    /// <summary>Such as SCCP45.8-5-2S; where no manifest tells it, the family and the build, such as "45 (8-5-2TH1-9)".</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The name under which the SCCPNN or SIPNN manifest was signed; null when there is none.</summary>
    public LoadName? LoadName { get; init; }

    /// <summary>From the load's name, else what the build tag became; null when neither is readable.</summary>
    public ReleaseVersion? Release { get; init; }

    /// <summary>The build tag of the manifest's comment or of the images' names, such as 8-5-2TH1-9.</summary>
    public string? Build { get; init; }

    /// <summary>When the newest file in the images was made; null when that cannot be read.</summary>
    public DateTimeOffset? Built { get; init; }

    public LoadProtocol Protocol { get; init; }

    /// <summary>11, 41, 42, 45, 70 or 75; another number for phones that are none of the thirteen models; 0 when unknown.</summary>
    public int Family { get; init; }

    /// <summary>The models that ask for one of this load's manifests after a reset.</summary>
    public IReadOnlyList<PhoneModel> Models { get; init; } = Array.Empty<PhoneModel>();

    public IReadOnlyList<LoadManifestFile> Manifests { get; init; } = Array.Empty<LoadManifestFile>();

    /// <summary>In the order of the manifest.</summary>
    public IReadOnlyList<LoadImageFile> Images { get; init; } = Array.Empty<LoadImageFile>();

    /// <summary>The zip or the folder it was read from.</summary>
    public string Source { get; init; } = string.Empty;

    public ZipIdentity ZipIdentity { get; init; }

    /// <summary>Made for a rehearsal by Simulation.SyntheticBundle.</summary>
    public bool IsSynthetic { get; init; }

    public LoadVerdict Verdict { get; init; }

    public IReadOnlyList<LoadProblem> Problems { get; init; } = Array.Empty<LoadProblem>();

    /// <summary>Bytes of all the manifests and images that are there.</summary>
    public long Length => Manifests.Sum(m => m.Length) + Images.Sum(i => i.Length);

    /// <summary>True when a reset phone of at least one model recovers with it.</summary>
    public bool IsUsable => Verdict is LoadVerdict.Good or LoadVerdict.GoodWithWarnings && Models.Count > 0;

    /// <summary>How far the files can be trusted to be Cisco's: a signature cannot be checked without Cisco's key.</summary>
    public string Authenticity => ZipIdentity switch
    {
        ZipIdentity.Confirmed => "the zip is Cisco's by size and SHA-1",
        _ => "form and lengths checked; Cisco's signature cannot be checked without Cisco's key",
    };

    public override string ToString() => Name;
}
