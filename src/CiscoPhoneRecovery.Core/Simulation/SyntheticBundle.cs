using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>A file of a bundle made for a rehearsal.</summary>
public sealed record SyntheticFile(string Name, byte[] Content);

/// <summary>
/// A load that is true in form and size and holds no firmware: real file names, signed headers, manifests and archives with made-up
/// contents. The signer's
/// name says that it is synthetic and the signature is noise, so no phone takes it and the gate tells it from Cisco's at once.
/// </summary>
public sealed class SyntheticBundle
{
    /// <summary>
    /// Members of Cisco's zips bear a time; this one is the same in every bundle, so that a zip depends on its seed alone.
    /// </summary>
    private static readonly DateTimeOffset MemberTime = new(2009, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private SyntheticBundle(string zipName, string loadName, IReadOnlyList<SyntheticFile> files)
    {
        ZipName = zipName;
        LoadName = loadName;
        Files = files;
    }

    /// <summary>As Cisco names the zip: cmterm-7945_7965-sccp.8-5-2.zip.</summary>
    public string ZipName { get; }

    /// <summary>SCCP45.8-5-2S.</summary>
    public string LoadName { get; }

    /// <summary>Images, the load's manifest, and one term file a model, as in Cisco's zips.</summary>
    public IReadOnlyList<SyntheticFile> Files { get; }

    /// <summary>The families there are: 11, 41, 42, 45, 70, 75.</summary>
    public static IReadOnlyList<int> Families { get; } = ModelCatalogue.All.Select(m => m.Family).Distinct().ToArray();

    /// <summary>Makes the bundle of a family, one of <see cref="Families"/>; some 8 MB at full size.</summary>
    public static SyntheticBundle Create(int family, SyntheticBundleOptions? options = null)
    {
        options ??= new SyntheticBundleOptions();
        if (!Families.Contains(family))
        {
            throw new ArgumentOutOfRangeException(nameof(family), family, "The families are 11, 41, 42, 45, 70 and 75.");
        }

        string protocol = options.Protocol == LoadProtocol.Sip ? "sip" : "sccp";
        var content = new SyntheticContent(unchecked((options.Seed * 100) + family));
        List<SyntheticFile> files = SyntheticSizes.Of(family)
            .Select(part => MakeImage(part, family, protocol, options, content))
            .ToList();
        string loadName = $"{protocol.ToUpperInvariant()}{family}.{options.Release}S";
        IEnumerable<string> manifests = new[] { loadName + ".loads" }
            .Concat(ModelCatalogue.All.Where(m => m.Family == family).Select(m => m.TermFile).Distinct());
        string[] lines = MemberLines(files, options).ToArray();
        int hardware = SyntheticSizes.HardwareOf(family);
        files.AddRange(manifests.Select(name =>
            new SyntheticFile(name, SyntheticFormats.Manifest(name, options.BuildTag, hardware, lines, content))));
        return new SyntheticBundle(ZipNameOf(family, protocol, options.Release), loadName, files);
    }

    /// <summary>
    /// Writes one zip a family through <paramref name="create"/>, which opens a file of the name given; returns the names.
    /// </summary>
    public static IReadOnlyList<string> WriteAll(Func<string, Stream> create, SyntheticBundleOptions? options = null)
    {
        var names = new List<string>();
        foreach (int family in Families)
        {
            SyntheticBundle bundle = Create(family, options);
            using Stream stream = create(bundle.ZipName);
            bundle.WriteZip(stream);
            names.Add(bundle.ZipName);
        }

        return names;
    }

    /// <summary>Writes the zip; <paramref name="destination"/> need not seek, and stays open.</summary>
    public void WriteZip(Stream destination)
    {
        using var zip = new ZipArchive(destination, ZipArchiveMode.Create, leaveOpen: true);
        foreach (SyntheticFile file in Files)
        {
            ZipArchiveEntry entry = zip.CreateEntry(file.Name, CompressionLevel.Fastest);
            entry.LastWriteTime = MemberTime;
            using Stream stream = entry.Open();
            stream.Write(file.Content, 0, file.Content.Length);
        }
    }

    private static SyntheticFile MakeImage(
        SyntheticPart part, int family, string protocol, SyntheticBundleOptions options, SyntheticContent content)
    {
        string name = $"{part.Name}{family}{(part.HasProtocol ? protocol : string.Empty)}.{options.BuildTag}.sbn";
        int length = (int)(part.Length * Math.Min(Math.Max(options.Scale, 0), 1));
        return new SyntheticFile(name, SyntheticFormats.Image(name, part, length, content));
    }

    /// <summary>In the order in which phones ask: jar, cnu, apps, dsp, cvm.</summary>
    private static IEnumerable<string> MemberLines(List<SyntheticFile> images, SyntheticBundleOptions options)
    {
        foreach (string part in new[] { "jar", "cnu", "apps", "dsp", "cvm" })
        {
            string name = images.First(f => f.Name.StartsWith(part, StringComparison.Ordinal)).Name;
            string spelled = options.CapitalJar && part == "jar" ? "J" + name.Substring(1) : name;
            yield return options.TrailingSpaces && (part is "dsp" or "cvm") ? spelled + " " : spelled;
        }
    }

    private static string ZipNameOf(int family, string protocol, string release)
    {
        string name = KnownZips.ForFamily(family).Name;
        return name.Replace("-sccp.8-5-2.zip", $"-{protocol}.{release}.zip");
    }
}
