using System;

namespace CiscoPhoneRecovery.Loads;

/// <summary>
/// Whether a name may become a file of the root, on Windows as well as on Linux: one plain component, nothing that leads elsewhere.
/// </summary>
public static class SafeName
{
    /// <summary>Real names have at most some thirty characters.</summary>
    public const int MaximumLength = 120;

    private static readonly string[] Devices =
    {
        "CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$",
    };

    /// <summary>Null for a name that is safe, otherwise the reason why it is not.</summary>
    public static string? WhyUnsafe(string name)
    {
        if (name.Length is 0 or > MaximumLength)
        {
            return name.Length == 0 ? "an empty name" : $"a name of more than {MaximumLength} characters";
        }

        if (!IsPrintable(name))
        {
            return "a name with characters outside printable ASCII";
        }

        if (name.IndexOfAny(new[] { '/', '\\' }) >= 0)
        {
            return "a name with a path";
        }

        if (name.IndexOf(':') >= 0)
        {
            return "a name with a drive or a stream";
        }

        if (name.IndexOfAny(new[] { '<', '>', '"', '|', '?', '*' }) >= 0)
        {
            return "a name with a character that Windows does not allow";
        }

        if (name[0] is '.' or ' ' or '~')
        {
            return "a name that begins with a dot, a blank or a tilde";
        }

        if (name[name.Length - 1] is '.' or ' ')
        {
            return "a name that ends with a dot or a blank";
        }

        return IsDevice(name) ? "the name of a Windows device" : null;
    }

    /// <summary>
    /// Why a path of an archive member is unsafe: it is absolute, leads upwards, or a part of it is no safe name. Null when it is
    /// safe.
    /// </summary>
    public static string? WhyUnsafePath(string path)
    {
        if (path.Length > 0 && path[0] is '/' or '\\')
        {
            return "an absolute path";
        }

        if (path.Length > 1 && path[1] == ':')
        {
            return "a path with a drive";
        }

        // Windows takes the backslash for a separator whatever the archive means by it.
        string[] parts = path.TrimEnd('/').Split('/', '\\');
        foreach (string part in parts)
        {
            if (part == "..")
            {
                return "a path that leads out of the folder";
            }

            // A hidden file, such as the ._name of a Mac, leads nowhere; it is only never staged.
            if (WhyUnsafe(part.TrimStart('.', '~')) is { } why)
            {
                return why;
            }
        }

        return parts.Length > 8 ? "a path of more than eight folders" : null;
    }

    /// <summary>The name for a message: at most 60 characters, what is not printable replaced.</summary>
    public static string ForMessage(string name)
    {
        char[] shown = name.Length > 60 ? (name.Substring(0, 57) + "...").ToCharArray() : name.ToCharArray();
        for (int i = 0; i < shown.Length; i++)
        {
            shown[i] = shown[i] is >= ' ' and <= '~' ? shown[i] : '?';
        }

        return new string(shown);
    }

    internal static bool IsPrintable(string text)
    {
        foreach (char c in text)
        {
            if (c is < ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>CON, con.txt and "NUL .sbn" are devices on Windows; so are COM0 to COM9 and LPT0 to LPT9.</summary>
    private static bool IsDevice(string name)
    {
        int dot = name.IndexOf('.');
        string stem = (dot < 0 ? name : name.Substring(0, dot)).TrimEnd(' ').ToUpperInvariant();
        if (stem.Length == 4 && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal)))
        {
            return stem[3] is >= '0' and <= '9';
        }

        return Array.IndexOf(Devices, stem) >= 0;
    }
}
