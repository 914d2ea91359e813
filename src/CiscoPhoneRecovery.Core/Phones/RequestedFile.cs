using System;
using System.Globalization;
using System.Net.NetworkInformation;

namespace CiscoPhoneRecovery.Phones;

/// <summary>What the name of a file that a phone asks for says about where the phone is in its boot.</summary>
internal enum RequestedFileKind
{
    /// <summary>A .loads file: the phone looks for firmware.</summary>
    Manifest,

    /// <summary>A .sbn file: the phone accepted a manifest.</summary>
    Image,

    /// <summary>CTLSEP, ITLSEP, ITLFile, SEP or XMLDefault: a load runs and looks for its configuration.</summary>
    Configuration,

    /// <summary>Locales, tones, ring lists and whatever else a running load likes to have.</summary>
    Other,
}

/// <summary>Reads the names that 7900 phones ask for (7942 and 7961 boot logs).</summary>
internal static class RequestedFile
{
    public static RequestedFileKind Classify(string name)
    {
        string bare = BareName(name);
        if (bare.EndsWith(".loads", StringComparison.OrdinalIgnoreCase))
        {
            return RequestedFileKind.Manifest;
        }

        if (bare.EndsWith(".sbn", StringComparison.OrdinalIgnoreCase))
        {
            return RequestedFileKind.Image;
        }

        bool configuration = MacIn(bare) is not null
            || bare.StartsWith("ITLFile", StringComparison.OrdinalIgnoreCase)
            || bare.StartsWith("CTLFile", StringComparison.OrdinalIgnoreCase)
            || bare.StartsWith("XMLDefault.cnf", StringComparison.OrdinalIgnoreCase);
        return configuration ? RequestedFileKind.Configuration : RequestedFileKind.Other;
    }

    /// <summary>The MAC in CTLSEP001122334455.tlv, ITLSEP..., SEP....cnf.xml and their signed variants; null elsewhere.</summary>
    public static PhysicalAddress? MacIn(string name)
    {
        string bare = BareName(name);
        int sep = bare.IndexOf("SEP", StringComparison.OrdinalIgnoreCase);
        if ((sep != 0 && sep != 3) || bare.Length < sep + 16 || bare[sep + 15] != '.')
        {
            return null;
        }

        return long.TryParse(bare.Substring(sep + 3, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long bits)
            ? new PhysicalAddress(new[] { (byte)(bits >> 40), (byte)(bits >> 32), (byte)(bits >> 24), (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits })
            : null;
    }

    /// <summary>Without leading slashes and folders; phones put a slash before a name when a folder name is empty (7942, 9.4).</summary>
    private static string BareName(string name) => name.Substring(name.LastIndexOfAny(new[] { '/', '\\' }) + 1);
}
