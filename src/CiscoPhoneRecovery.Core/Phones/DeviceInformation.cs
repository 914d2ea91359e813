using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.NetworkInformation;
using System.Text;
using System.Xml;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Phones;

/// <summary>
/// What a phone says of itself on its own web page: DeviceInformationX (XML: MACAddress, appLoadID, versionID), or the page for people
/// with the same facts behind labels. Public samples fill the two fields in more than one way: a load's name, a release as people write
/// it, or the name of the first image without its ending; all are understood.
/// </summary>
public sealed class DeviceInformation
{
    /// <summary>A page has 1 to 3 KB; more than this is not read. Octets.</summary>
    public const int MostBytes = 64 * 1024;

    private const int LongestValue = 80;

    private static readonly Encoding Latin1 = Encoding.GetEncoding(28591);

    private readonly IReadOnlyList<string> _names;

    private DeviceInformation(IReadOnlyList<string> names, PhysicalAddress? mac)
    {
        _names = names;
        Mac = mac;
        Load = names.FirstOrDefault(name => LoadName.Parse(name) is not null) ?? names[0];
    }

    /// <summary>The load as the page spells it, such as SCCP45.8-5-2S; printable ASCII, 80 characters at most.</summary>
    public string Load { get; }

    /// <summary>Whose page it is; null when it does not say.</summary>
    public PhysicalAddress? Mac { get; }

    /// <summary>Reads a page. Total: any octets give a value or null.</summary>
    public static DeviceInformation? Read(byte[] page)
    {
        string text = Latin1.GetString(page, 0, Math.Min(page.Length, MostBytes));
        return FromXml(text) ?? FromLabels(text);
    }

    /// <summary>True when what the page reports is this load.</summary>
    public bool Reports(BundleOutline outline) => _names.Any(name => IsNameOf(name, outline));

    private static DeviceInformation? FromXml(string text)
    {
        int start = text.IndexOf('<');
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostBytes };
        var found = new Facts();
        try
        {
            using var reader = XmlReader.Create(new StringReader(start < 0 ? string.Empty : text.Substring(start)), settings);
            string? element = null;
            while (reader.Read())
            {
                if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && element is not null)
                {
                    found.Take(element, reader.Value);
                }

                element = reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement ? reader.LocalName : null;
            }
        }
        catch (XmlException)
        {
            return null; // no XML, or a piece of it
        }

        return found.ToInformation();
    }

    /// <summary>The page for people: each label and each value stands between two tags.</summary>
    private static DeviceInformation? FromLabels(string text)
    {
        var found = new Facts();
        string? label = null;
        foreach (string part in text.Split('<'))
        {
            string words = part.Substring(part.IndexOf('>') + 1).Replace("&nbsp;", " ").Trim(' ', '\t', '\r', '\n', ':');
            if (words.Length == 0)
            {
                continue;
            }

            if (label is not null)
            {
                found.Take(label, words);
            }

            label = words.Length <= LongestValue ? words.Replace(" ", string.Empty) : null;
        }

        return found.ToInformation();
    }

    private static bool IsNameOf(string name, BundleOutline outline)
    {
        if (LoadName.Parse(name) is { } load)
        {
            return string.Equals(load.Text, outline.Load, StringComparison.OrdinalIgnoreCase);
        }

        ReleaseVersion? release = LoadName.Parse(outline.Load)?.Release;
        return outline.Images.Any(image => SameImage(name, image.Name, release))
            || string.Equals(name, release?.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>jar75sccp.8-5-2TH1-9 or jar75sccp.8-5-2S for jar75sccp.8-5-2TH1-9.sbn.</summary>
    private static bool SameImage(string name, string image, ReleaseVersion? release)
    {
        if (string.Equals(name, image, StringComparison.OrdinalIgnoreCase) || string.Equals(name + ".sbn", image, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        int dot = name.IndexOf('.');
        return dot > 0 && image.StartsWith(name.Substring(0, dot + 1), StringComparison.OrdinalIgnoreCase)
            && release is not null && ReleaseVersion.Parse(name.Substring(dot + 1))?.CompareTo(release) == 0;
    }

    /// <summary>The fields and labels that matter, as they are found.</summary>
    private sealed class Facts
    {
        private string? _version;
        private string? _application;
        private PhysicalAddress? _mac;

        public void Take(string name, string value)
        {
            value = value.Trim();
            if (value.Length is 0 or > LongestValue || value.Any(c => c is < ' ' or > '~'))
            {
                return;
            }

            if (Is(name, "versionID") || Is(name, "Version"))
            {
                _version ??= value;
            }
            else if (Is(name, "appLoadID"))
            {
                _application ??= value;
            }
            else if (Is(name, "MACAddress"))
            {
                _mac ??= RequestedFile.MacIn($"SEP{value.Replace(":", string.Empty).Replace("-", string.Empty)}.");
            }
        }

        public DeviceInformation? ToInformation()
        {
            string[] names = new[] { _version, _application }.OfType<string>().ToArray();
            return names.Length == 0 ? null : new DeviceInformation(names, _mac);
        }

        private static bool Is(string name, string known) => string.Equals(name, known, StringComparison.OrdinalIgnoreCase);
    }
}
