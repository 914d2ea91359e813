using System;

namespace CiscoPhoneRecovery.Loads;

/// <summary>
/// What an image's file name tells: apps45.8-5-2TH1-9.sbn is the apps part for family 45, built 8-5-2TH1-9; the cvm and jar parts carry
/// the protocol as well (cvm45sccp...), from 8.x on.
/// </summary>
/// <param name="Part">apps, cnu, cvm, dsp or jar, in lower case.</param>
/// <param name="Build">The build tag, which is not the load's release: 9-4-2ES26 is the build of 9-4-2SR3-1.</param>
public sealed record ImageName(string Part, int Family, LoadProtocol Protocol, string Build)
{
    private static readonly string[] Parts = { "apps", "cnu", "cvm", "dsp", "jar" };

    /// <summary>Null for a name of another form.</summary>
    public static ImageName? Parse(string? name)
    {
        if (name is null || name.Length > 80 || !name.EndsWith(".sbn", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string? part = Array.Find(Parts, p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase));
        int dot = name.IndexOf('.');
        if (part is null || dot < part.Length + 2 || dot + 1 > name.Length - 4
            || name[part.Length] is not (>= '0' and <= '9') || name[part.Length + 1] is not (>= '0' and <= '9'))
        {
            return null;
        }

        int family = ((name[part.Length] - '0') * 10) + (name[part.Length + 1] - '0');
        string protocol = name.Substring(part.Length + 2, dot - part.Length - 2);
        string build = name.Length - 4 > dot + 1 ? name.Substring(dot + 1, name.Length - 5 - dot) : string.Empty;
        return protocol.ToUpperInvariant() switch
        {
            "" => new ImageName(part, family, LoadProtocol.Unknown, build),
            "SCCP" => new ImageName(part, family, LoadProtocol.Sccp, build),
            "SIP" => new ImageName(part, family, LoadProtocol.Sip, build),
            _ => null,
        };
    }
}
