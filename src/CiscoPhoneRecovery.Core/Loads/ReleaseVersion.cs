using System;
using System.Globalization;

namespace CiscoPhoneRecovery.Loads;

/// <summary>
/// A firmware release as load names and build tags spell it: 8-5-2S, 8-5-2SR1S, 9-4-2SR3-1S, 8-5-2TH1-9, 9-4-2ES26, 8-3-1-22.
/// Written for people it is 8.5(2), 8.5(2)SR1, 9.4(2)SR3-1.
/// </summary>
public sealed record ReleaseVersion : IComparable<ReleaseVersion>
{
    /// <summary>8.3(3), the first release that phones with only the old signing key take and that knows the new key as well.</summary>
    public static ReleaseVersion FirstWithBothKeys { get; } = new() { Major = 8, Minor = 3, Maintenance = 3 };

    /// <summary>8.5(2), the last such release; 8.5(2)SR1 is signed with the new key only.</summary>
    public static ReleaseVersion LastWithBothKeys { get; } = new() { Major = 8, Minor = 5, Maintenance = 2 };

    public int Major { get; init; }

    public int Minor { get; init; }

    public int Maintenance { get; init; }

    /// <summary>The n of SRn; 0 for a release that is no service release.</summary>
    public int ServiceRelease { get; init; }

    /// <summary>The m of SRn-m, 0 without one.</summary>
    public int ServiceRevision { get; init; }

    /// <summary>
    /// What follows the three numbers and is no SRn: TH1-9 or -22 of a release build, ES26 of an engineering special; empty for most.
    /// </summary>
    public string Train { get; init; } = string.Empty;

    /// <summary>
    /// True for a build that comes after the plain release of the same numbers: a service release, an engineering special.
    /// </summary>
    public bool IsAfterPlainRelease =>
        ServiceRelease > 0 || !(Train.Length == 0 || Train[0] == '-' || Train.StartsWith("TH", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// True within 8.3(3) to 8.5(2), the releases that accept, and are accepted by, both of Cisco's signing keys: the bridge that brings a
    /// phone back (Cisco's wording in the 9.2 release notes).
    /// </summary>
    public bool CarriesBothKeys => CompareTo(FirstWithBothKeys) >= 0 && CompareTo(LastWithBothKeys) <= 0;

    /// <summary>True for releases before 8.3(3), which know the old key only.</summary>
    public bool CarriesOldKeyOnly => CompareTo(FirstWithBothKeys) < 0;

    /// <summary>Reads 8-5-2S and its kin; null when the text is no release.</summary>
    public static ReleaseVersion? Parse(string? text)
    {
        if (text is null || text.Length > 40)
        {
            return null;
        }

        int at = 0;
        if (ReadNumber(text, ref at) is not { } major || !ReadDash(text, ref at) || ReadNumber(text, ref at) is not { } minor
            || !ReadDash(text, ref at) || ReadNumber(text, ref at) is not { } maintenance)
        {
            return null;
        }

        string rest = text.Substring(at);
        if (rest.EndsWith("S", StringComparison.OrdinalIgnoreCase))
        {
            // The S at the end of a load's name says "signed".
            rest = rest.Substring(0, rest.Length - 1);
        }

        return IsSuffix(rest) ? WithSuffix(new ReleaseVersion { Major = major, Minor = minor, Maintenance = maintenance }, rest) : null;
    }

    /// <summary>
    /// The release that a build tag became; null when the text is none. 8-5-2TH1-9 is 8.5(2), but a tag that ends in a mere number counts
    /// the builds after the release before: 8-3-0-50 became 8.3(1), 8-3-1-22 became 8.3(2) (member lists of both releases).
    /// </summary>
    public static ReleaseVersion? OfBuild(string? tag) =>
        Parse(tag) is not { } build ? null
        : build.Train.StartsWith("-", StringComparison.Ordinal) && build.ServiceRelease == 0
            ? build with { Maintenance = build.Maintenance + 1, Train = string.Empty }
            : build;

    /// <summary>
    /// By the numbers, then by service release; builds of one plain release are equal, an engineering special comes after it.
    /// </summary>
    public int CompareTo(ReleaseVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        int order = Major.CompareTo(other.Major);
        order = order != 0 ? order : Minor.CompareTo(other.Minor);
        order = order != 0 ? order : Maintenance.CompareTo(other.Maintenance);
        order = order != 0 ? order : ServiceRelease.CompareTo(other.ServiceRelease);
        order = order != 0 ? order : ServiceRevision.CompareTo(other.ServiceRevision);
        return order != 0 ? order : IsAfterPlainRelease.CompareTo(other.IsAfterPlainRelease);
    }

    public override string ToString()
    {
        string text = string.Format(CultureInfo.InvariantCulture, "{0}.{1}({2})", Major, Minor, Maintenance);
        if (ServiceRelease > 0)
        {
            text += "SR" + ServiceRelease.ToString(CultureInfo.InvariantCulture);
        }

        if (ServiceRevision > 0)
        {
            text += "-" + ServiceRevision.ToString(CultureInfo.InvariantCulture);
        }

        return text + Train;
    }

    private static ReleaseVersion WithSuffix(ReleaseVersion plain, string suffix)
    {
        int at = 2;
        if (!suffix.StartsWith("SR", StringComparison.OrdinalIgnoreCase) || ReadNumber(suffix, ref at) is not { } service)
        {
            return plain with { Train = suffix };
        }

        int afterService = at;
        if (ReadDash(suffix, ref at) && ReadNumber(suffix, ref at) is { } revision)
        {
            return plain with { ServiceRelease = service, ServiceRevision = revision, Train = suffix.Substring(at) };
        }

        return plain with { ServiceRelease = service, Train = suffix.Substring(afterService) };
    }

    private static bool IsSuffix(string text)
    {
        foreach (char c in text)
        {
            if (!(c is >= 'A' and <= 'Z' or >= 'a' and <= 'z' or >= '0' and <= '9' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ReadDash(string text, ref int at)
    {
        if (at >= text.Length || text[at] != '-')
        {
            return false;
        }

        at++;
        return true;
    }

    /// <summary>One to four digits.</summary>
    private static int? ReadNumber(string text, ref int at)
    {
        int start = at;
        int value = 0;
        while (at < text.Length && text[at] is >= '0' and <= '9')
        {
            if (at - start == 4)
            {
                return null;
            }

            value = (value * 10) + (text[at] - '0');
            at++;
        }

        return at == start ? null : value;
    }
}
