using System;

namespace CiscoPhoneRecovery.Loads;

/// <summary>A load's name, such as SCCP45.8-5-2S: protocol, family and release.</summary>
/// <param name="Protocol">SCCP or SIP.</param>
/// <param name="Family">11, 41, 42, 45, 70 or 75 for the models a recovery knows; 31 and others exist.</param>
/// <param name="Release">8.5(2) and its kin.</param>
/// <param name="Text">The name as spelled, without .loads: what loadInformation of a configuration file takes.</param>
public sealed record LoadName(LoadProtocol Protocol, int Family, ReleaseVersion Release, string Text)
{
    private const string Suffix = ".loads";

    /// <summary>The manifest's file name, which a phone makes by adding .loads to the name in its configuration.</summary>
    public string FileName => Text + Suffix;

    /// <summary>Reads SCCP45.8-5-2S, with or without .loads; null for any other text, termNN.default.loads among them.</summary>
    public static LoadName? Parse(string? text)
    {
        if (text is null || text.Length > 80)
        {
            return null;
        }

        if (text.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase))
        {
            text = text.Substring(0, text.Length - Suffix.Length);
        }

        LoadProtocol protocol = text.StartsWith("SCCP", StringComparison.OrdinalIgnoreCase) ? LoadProtocol.Sccp
            : text.StartsWith("SIP", StringComparison.OrdinalIgnoreCase) ? LoadProtocol.Sip
            : LoadProtocol.Unknown;
        int at = protocol == LoadProtocol.Sccp ? 4 : 3;
        if (protocol == LoadProtocol.Unknown || text.Length < at + 4 || text[at + 2] != '.'
            || text[at] is not (>= '0' and <= '9') || text[at + 1] is not (>= '0' and <= '9'))
        {
            return null;
        }

        int family = ((text[at] - '0') * 10) + (text[at + 1] - '0');
        return ReleaseVersion.Parse(text.Substring(at + 3)) is { } release ? new LoadName(protocol, family, release, text) : null;
    }

    public override string ToString() => Text;
}
