using System;
using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Loads;

/// <summary>A load while it is being judged.</summary>
internal sealed class LoadDraft
{
    /// <summary>Some 7970 and 7971 with boot code of 2005 or before took 8.2(1), 8.3 or 7.0(2) first, and 8.5(2) only then.</summary>
    private const string SteppingStone =
        " As a stepping stone for an old 7970 or 7971 that does not take 8.5(2), serve it with Force first, from a folder of its own, and 8.5(2) after it.";

    private readonly List<InspectedManifest> _manifests;
    private readonly List<LoadImageFile> _images = new();
    private readonly LoadJudgeOptions _options;
    private readonly LoadManifest? _manifest;
    private readonly LoadName? _name;
    private readonly ImageName[] _imageNames;
    private DateTimeOffset? _built;
    private bool _synthetic;

    public LoadDraft(InspectedManifest[] manifests, LoadJudgeOptions options)
    {
        _manifests = manifests.ToList();
        _options = options;
        _manifest = manifests[0].Manifest;
        _name = manifests.Select(m => LoadName.Parse(m.SignedName)).FirstOrDefault(n => n is not null);
        _imageNames = (_manifest?.Members ?? Array.Empty<string>()).Select(ImageName.Parse).OfType<ImageName>().ToArray();
        _synthetic = manifests.Any(m => m.IsSynthetic);
        Family = _name?.Family ?? _imageNames.FirstOrDefault()?.Family ?? FamilyOf(manifests[0].File.Name);
    }

    public int Family { get; }

    /// <summary>False for a draft that is no more than a damaged manifest.</summary>
    public bool IsReadable => _manifest is not null;

    /// <summary>True for the families of the thirteen models.</summary>
    public bool IsOurs => TermFilesOf(Family).Any();

    public List<LoadProblem> Problems { get; } = new();

    public string Name => _name?.Text ?? (Build is null ? _manifests[0].File.Name : $"{Family} ({Build})");

    private string? Build => _manifests.Select(m => m.Manifest?.Build).FirstOrDefault(b => b is not null)
        ?? _imageNames.FirstOrDefault(i => i.Build.Length > 0)?.Build;

    private ReleaseVersion? Release => _name?.Release ?? ReleaseVersion.OfBuild(Build);

    private LoadProtocol Protocol =>
        _name?.Protocol ?? _imageNames.Select(i => i.Protocol).FirstOrDefault(p => p != LoadProtocol.Unknown);

    /// <summary>The manifests that reset phones of this family ask for; none for a family that is not one of ours.</summary>
    public static IEnumerable<string> TermFilesOf(int family) =>
        ModelCatalogue.All.Where(m => m.Family == family).Select(m => m.TermFile).Distinct(StringComparer.Ordinal);

    /// <summary>The family that a manifest's name tells; 0 when it tells none.</summary>
    public static int FamilyOf(string manifestName) =>
        LoadName.Parse(manifestName)?.Family ?? ModelCatalogue.FromTermFile(manifestName).FirstOrDefault()?.Family ?? 0;

    public void Add(InspectedManifest manifest) => _manifests.Add(manifest);

    public bool HasManifest(string name) => _manifests.Any(m => string.Equals(m.File.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Looks at every image and judges the release; what depends on other loads is the judge's.</summary>
    public void Examine(ImageShelf shelf)
    {
        Problems.AddRange(_manifests.SelectMany(m => m.Problems));
        foreach (string member in _manifest?.Members ?? Array.Empty<string>())
        {
            // Other phones have images of other forms, which say nothing here.
            if (IsOurs)
            {
                ExamineImage(member, shelf.Find(member));
            }
            else
            {
                shelf.Claim(member);
            }
        }

        if (IsReadable)
        {
            ExamineModels();
            ExamineRelease();
        }

        if (_synthetic)
        {
            ProblemSeverity severity = _options.Rehearsal ? ProblemSeverity.Information : ProblemSeverity.Warning;
            Problems.Add(new LoadProblem(severity, LoadProblemCode.Synthetic, null,
                $"{Name} was made for a rehearsal: software phones take it, a real phone refuses it.",
                "Use Cisco's zip for real phones."));
        }
    }

    public PhoneLoad ToLoad() => new()
    {
        Name = Name,
        LoadName = _name,
        Release = Release,
        Build = Build,
        Built = _built,
        Protocol = Protocol,
        Family = Family,
        Models = ModelCatalogue.All
            .Where(m => m.Family == Family && _manifests.Any(f => f.Manifest is not null && IsTermFileOf(m, f))).ToArray(),
        Manifests = _manifests
            .Select(m => new LoadManifestFile(m.File.Name, m.File.Length, m.State, m.Manifest?.Members ?? Array.Empty<string>())).ToArray(),
        Images = _images.ToArray(),
        Source = _options.Source,
        ZipIdentity = _options.ZipIdentity,
        IsSynthetic = _synthetic,
        Verdict = Judgement.Of(Problems),
        Problems = Problems.OrderByDescending(p => p.Severity).ToArray(),
    };

    private static bool IsTermFileOf(PhoneModel model, InspectedManifest manifest) =>
        string.Equals(model.TermFile, manifest.File.Name, StringComparison.OrdinalIgnoreCase);

    private void ExamineImage(string member, InspectedImage? image)
    {
        if (image is null)
        {
            string manifest = _manifests[0].File.Name;
            _images.Add(new LoadImageFile(member, null, 0, LoadFileState.Missing));
            Problems.Add(new LoadProblem(ProblemSeverity.Error, LoadProblemCode.MissingImage, member,
                $"{manifest} names {member}, which is not here.", "Expand the whole zip; the load is not complete without it."));
            return;
        }

        _images.Add(new LoadImageFile(member, image.File.Name, image.File.Length, image.State));
        Problems.AddRange(image.Problems);
        _synthetic |= image.IsSynthetic;
        _built = _built is null || image.Built > _built ? image.Built ?? _built : _built;
        if (image.File.Name != member)
        {
            Problems.Add(new LoadProblem(ProblemSeverity.Information, LoadProblemCode.CaseDiffers, image.File.Name,
                $"{_manifests[0].File.Name} spells {member}; the file is {image.File.Name}.",
                "This station serves it all the same; a TFTP server that minds the case would not."));
        }
    }

    private void ExamineModels()
    {
        foreach (InspectedManifest manifest in _manifests)
        {
            int family = FamilyOf(manifest.File.Name);
            if (family != 0 && family != Family)
            {
                Problems.Add(new LoadProblem(ProblemSeverity.Error, LoadProblemCode.OtherModel, manifest.File.Name,
                    $"{manifest.File.Name} names images of family {Family}, which its phones cannot run.", "Expand Cisco's zip again."));
            }
        }

        if (!IsOurs)
        {
            Problems.Add(new LoadProblem(ProblemSeverity.Error, LoadProblemCode.OtherModel, _manifests[0].File.Name,
                $"{Name} is firmware for {OtherPhones.Describe(_manifests[0].File.Name, Family)}, which this recovery does not know.",
                "Use the zip for the phones' own model: 7906 to 7975."));
        }
        else if (_name is null)
        {
            Problems.Add(new LoadProblem(ProblemSeverity.Warning, LoadProblemCode.MissingLoadManifest, null,
                $"{Name} has no SCCP{Family} or SIP{Family} manifest: a reset phone recovers, others cannot be told to take it.",
                "Expand the whole zip."));
        }
    }

    private void ExamineRelease()
    {
        if (!IsOurs)
        {
            return;
        }

        if (Release is not { } release)
        {
            Problems.Add(Outside("has no release that can be read, so it is not known which keys it is signed with."));
        }
        else if (release.CarriesOldKeyOnly)
        {
            Problems.Add(Outside(
                $"is {release}, before 8.3(3), and knows the old signing key only: the phone would refuse newer firmware again.",
                Family == 70 ? SteppingStone : string.Empty));
        }
        else if (!release.CarriesBothKeys)
        {
            Problems.Add(Outside($"is {release}, after 8.5(2), and signed with the new key only: phones at Auth Fail will refuse it."));
        }
    }

    private LoadProblem Outside(string what, string more = "") => new(
        ProblemSeverity.Error, LoadProblemCode.ReleaseOutsideSpan, null, $"{Name} {what}",
        $"Use 8.5(2), {KnownZips.ForFamily(Family).Name}.{more}");
}
