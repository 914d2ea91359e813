using System.Collections.Generic;
using System.Linq;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>One image of a bundle.</summary>
/// <param name="Length">Bytes of the whole file.</param>
/// <param name="Noise">The share of its contents that does not compress, 0 to 1.</param>
internal sealed record SyntheticPart(string Name, bool HasProtocol, int Length, double Noise);

/// <summary>
/// The images' sizes, of the order of those of 9.x, and how far they compress, so that a zip comes out as large as Cisco's of 8.5(2).
/// </summary>
internal static class SyntheticSizes
{
    /// <summary>The HARDWARE_COMP_1 of the manifests' comment; 0 for families that have none.</summary>
    public static int HardwareOf(int family) => family switch { 11 => 1, 42 => 5, 45 => 7, 75 => 5, _ => 0 };

    /// <summary>apps, cnu, cvm, dsp, jar: the order of the members in Cisco's zips.</summary>
    public static IEnumerable<SyntheticPart> Of(int family)
    {
        bool large = family is 41 or 70;
        int[] lengths =
        {
            3_157_531,
            large ? 557_041 : family == 11 ? 559_713 : 581_809,
            2_222_489,
            large ? 562_693 : 364_901,
            family switch { 11 => 1_618_309, 41 => 1_630_052, 42 => 1_763_397, 45 => 1_890_899, 70 => 1_830_557, _ => 1_893_741 },
        };
        // Deflate adds some six per cent to the noise, for the matches in between.
        double noise = 0.942 * KnownZips.ForFamily(family).Length / lengths.Sum();
        string[] names = { "apps", "cnu", "cvm", "dsp", "jar" };
        return names.Select((name, i) => new SyntheticPart(name, name is "cvm" or "jar", lengths[i], noise));
    }
}
