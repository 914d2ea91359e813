using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Phones;

/// <summary>A file of a load and its size in bytes.</summary>
public sealed record BundleFile(string Name, long Length);

/// <summary>What a phone that asks for a manifest will read: the load's name, the manifest itself and its images, in order.</summary>
/// <param name="Load">The load's name, such as SCCP45.8-5-2S.</param>
/// <param name="Manifest">The manifest, such as term65.default.loads.</param>
/// <param name="Images">The images it names, in the order of the manifest.</param>
public sealed record BundleOutline(string Load, BundleFile Manifest, IReadOnlyList<BundleFile> Images)
{
    /// <summary>Manifest and images.</summary>
    public int FileCount { get; } = 1 + Images.Count;

    /// <summary>Bytes of the manifest and all images.</summary>
    public long TotalBytes { get; } = Manifest.Length + Images.Sum(i => i.Length);
}
