using System;
using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Loads;

/// <summary>A zip of Cisco's that is known by name, size and SHA-1.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Sha1">40 lower-case hexadecimal digits.</param>
/// <param name="Family">The number in the load's name.</param>
public sealed record KnownZip(string Name, long Length, string Sha1, int Family);

/// <summary>
/// The six 8.5(2) SCCP zips as cisco.com ships them. Source: the package list of wazo-platform's provisioning plug-in for 8.5(2).
/// </summary>
public static class KnownZips
{
    public static IReadOnlyList<KnownZip> All { get; } = new[]
    {
        new KnownZip("cmterm-7911_7906-sccp.8-5-2.zip", 4_952_371, "46aeae6947f734a142df3d6e6f9b7393d31db042", 11),
        new KnownZip("cmterm-7941_7961-sccp.8-5-2.zip", 5_056_951, "7d33fffe4a93e8648b82a1d2a88191fff107ed14", 41),
        new KnownZip("cmterm-7942_7962-sccp.8-5-2.zip", 5_086_615, "4e4e5d879882cc30b4380cb8abe544a34adeb938", 42),
        new KnownZip("cmterm-7945_7965-sccp.8-5-2.zip", 5_214_755, "e7599cec19c6a750414d9488bd27f82d45ad5860", 45),
        new KnownZip("cmterm-7970_7971-sccp.8-5-2.zip", 5_163_825, "9c3a12c24485766d284c3d48134095c2d419a23f", 70),
        new KnownZip("cmterm-7975-sccp.8-5-2.zip", 5_212_003, "a574dff0ce405316744e70fc5403ed91f35a2afc", 75),
    };

    /// <summary>The zip of a family, one of 11, 41, 42, 45, 70, 75.</summary>
    public static KnownZip ForFamily(int family) => All.First(z => z.Family == family);

    /// <summary>The one of that name among <paramref name="known"/>, the six where it is null; a browser's "name (1).zip" and another case count as the name.</summary>
    public static KnownZip? ByName(string fileName, IReadOnlyList<KnownZip>? known = null)
    {
        string name = fileName;
        int copy = name.LastIndexOf(" (", StringComparison.Ordinal);
        if (copy > 0 && name.EndsWith(").zip", StringComparison.OrdinalIgnoreCase))
        {
            name = name.Substring(0, copy) + ".zip";
        }

        return (known ?? All).FirstOrDefault(z => string.Equals(z.Name, name, StringComparison.OrdinalIgnoreCase));
    }
}
