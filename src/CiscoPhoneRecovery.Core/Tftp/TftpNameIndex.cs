using System;
using System.Collections.Generic;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>
/// The names of a root as a closed set. A name from the network is only ever looked up here, never made into a path, so no
/// spelling of it can reach anything outside. Phones ask for Jar11sip... where the zip has jar11sip...: case is ignored, unless
/// two names differ in nothing else; then the exact spelling wins, and else the first in ordinal order.
/// </summary>
public sealed class TftpNameIndex
{
    private static readonly HashSet<string> Devices = MakeDevices();

    private readonly Dictionary<string, string> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _anyCase = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="names">Names below the root, with forward slashes.</param>
    public TftpNameIndex(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            _exact[name] = name;
            if (!_anyCase.TryGetValue(name, out string? other) || string.CompareOrdinal(name, other) < 0)
            {
                _anyCase[name] = name;
            }
        }
    }

    public int Count => _exact.Count;

    /// <summary>What a name means here, and how the file it means is spelled in the root.</summary>
    public TftpLookupKind Resolve(string requested, out string? name)
    {
        name = null;
        if (!TryNormalise(requested, out string normal))
        {
            return TftpLookupKind.Forbidden;
        }

        return _exact.TryGetValue(normal, out name) || _anyCase.TryGetValue(normal, out name) ? TftpLookupKind.Found : TftpLookupKind.NotFound;
    }

    /// <summary>Slashes made one kind, leading and repeated ones and "." segments dropped; false for a name that is forbidden.</summary>
    private static bool TryNormalise(string requested, out string normal)
    {
        normal = string.Empty;
        string slashed = requested.Replace('\\', '/');
        if (slashed.StartsWith("//", StringComparison.Ordinal))
        {
            return false; // \\server\share, \\.\device, \\?\path
        }

        var segments = new List<string>();
        foreach (string segment in slashed.Split('/'))
        {
            if (segment.Length == 0 || segment == ".")
            {
                continue;
            }

            if (!IsAllowed(segment))
            {
                return false;
            }

            segments.Add(segment);
        }

        normal = string.Join("/", segments);
        return true;
    }

    private static bool IsAllowed(string segment)
    {
        // Windows drops dots and spaces at the end of a name, so "a.sbn." and "a.sbn" would be one file there: neither here nor
        // there is it served. This holds for ".." too.
        char last = segment[segment.Length - 1];
        if (last is '.' or ' ')
        {
            return false;
        }

        foreach (char c in segment)
        {
            // ':' is a drive or an NTFS stream; the others are what no Windows file name holds, and control characters.
            if (c is < ' ' or (char)0x7f or ':' or '*' or '?' or '"' or '<' or '>' or '|')
            {
                return false;
            }
        }

        int dot = segment.IndexOf('.');
        string stem = (dot < 0 ? segment : segment.Substring(0, dot)).TrimEnd(' ');
        return !Devices.Contains(stem);
    }

    /// <summary>The names that mean a device in any folder of Windows, with any extension; the superscripts count as digits there.</summary>
    private static HashSet<string> MakeDevices()
    {
        var devices = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$" };
        foreach (char digit in "0123456789\u00b9\u00b2\u00b3")
        {
            devices.Add("COM" + digit);
            devices.Add("LPT" + digit);
        }

        return devices;
    }
}
