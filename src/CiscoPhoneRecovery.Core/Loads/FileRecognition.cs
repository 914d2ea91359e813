using System;
using System.Text;

namespace CiscoPhoneRecovery.Loads;

/// <summary>What a file is, by its first bytes.</summary>
public enum FileKind
{
    Unknown,
    Zip,

    /// <summary>No bytes at all.</summary>
    Empty,

    /// <summary>An HTML or XML page: the sign-in or error page of a web site, saved under the zip's name.</summary>
    WebPage,

    /// <summary>A gzip: most often a .cop, which is a gzipped tar.</summary>
    Gzip,

    Tar,

    /// <summary>Cisco's signed header in front: a .cop.sgn, or a .loads or .sbn by itself.</summary>
    Signed,

    /// <summary>7z, rar, cab, an installer or a disk image: packed, and not a zip.</summary>
    OtherPackage,
}

/// <summary>Recognises what people take for a zip of firmware and is none, and says what to do instead.</summary>
public static class FileRecognition
{
    /// <summary>So many bytes from the start are enough; fewer only if the file has no more.</summary>
    public const int HeadLength = 512;

    private const string Advice = "Download cmterm-...-sccp.8-5-2.zip for the model from cisco.com.";

    /// <summary>The kind of a file that begins with <paramref name="head"/>.</summary>
    public static FileKind Recognise(ArraySegment<byte> head)
    {
        if (head.Count == 0)
        {
            return FileKind.Empty;
        }

        if (Begins(head, 0, "PK\u0003\u0004") || Begins(head, 0, "PK\u0005\u0006"))
        {
            return FileKind.Zip;
        }

        if (Begins(head, 0, "\u001f\u008b"))
        {
            return FileKind.Gzip;
        }

        if (Begins(head, 257, "ustar"))
        {
            return FileKind.Tar;
        }

        if (SignedHeader.LengthOf(head, out _) is not null)
        {
            return FileKind.Signed;
        }

        if (Begins(head, 0, "7z\u00bc\u00af") || Begins(head, 0, "Rar!") || Begins(head, 0, "MSCF") || Begins(head, 0, "MZ"))
        {
            return FileKind.OtherPackage;
        }

        return LooksLikePage(head) ? FileKind.WebPage : FileKind.Unknown;
    }

    /// <summary>
    /// Why a file that begins with <paramref name="head"/> cannot be staged, and what to do; null for a zip. Its name helps where the
    /// bytes do not tell: a .cop that is cut off or encrypted.
    /// </summary>
    public static LoadProblem? Explain(ArraySegment<byte> head, string name)
    {
        FileKind kind = Recognise(head);
        (string What, string Advice)? explanation = kind switch
        {
            FileKind.Zip => null,
            FileKind.Empty => ("is empty: the download did not happen.", Advice),
            FileKind.WebPage => ("is a web page, not a zip: the site answered with a sign-in or error page.",
                "Sign in to cisco.com with an account that may download it, and download it again."),
            FileKind.Signed when !IsCop(name) && (IsLoadFile(name) || IsLoadFile(SignedName(head))) => ("is a single file out of a load.",
                "Give the whole zip; a load works only when all of its files are there."),
            FileKind.Signed => ("is a signed package (.cop.sgn) for Cisco's call manager, which phones cannot use.", Advice),
            _ when IsCop(name) => ("is a .cop, a package for Cisco's call manager, which phones cannot use.", Advice),
            FileKind.Gzip => ("is a gzip, as .cop files are: a package for Cisco's call manager, which phones cannot use.", Advice),
            FileKind.Tar => ("is a tar: a package for Cisco's call manager, which phones cannot use.", Advice),
            FileKind.OtherPackage => ("is packed, but no zip.", Advice),
            _ => ("is no zip.", Advice),
        };
        return explanation is not { } found ? null
            : new LoadProblem(ProblemSeverity.Error, LoadProblemCode.NotALoadZip, name, $"{name} {found.What}", found.Advice);
    }

    /// <summary>True for the names of packages that a phone cannot use: zip, cop, tar and their kin.</summary>
    public static bool IsPackage(string name)
    {
        foreach (string suffix in new[] { ".zip", ".cop", ".cop.sgn", ".cop.sha512", ".tar", ".tgz", ".gz", ".7z", ".rar" })
        {
            if (name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>.cop, .cop.sgn, .cop.sha512, also with a browser's " (1)" in the name.</summary>
    private static bool IsCop(string name) => name.IndexOf(".cop", StringComparison.OrdinalIgnoreCase) is >= 0 and var at
        && (at + 4 == name.Length || !char.IsLetterOrDigit(name[at + 4]));

    /// <summary>The name in the signed header; empty when the header does not lie in the head as a whole.</summary>
    private static string SignedName(ArraySegment<byte> head) => SignedHeader.Parse(head, out _)?.FileName ?? string.Empty;

    private static bool IsLoadFile(string name) =>
        name.EndsWith(".sbn", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".loads", StringComparison.OrdinalIgnoreCase);

    private static bool LooksLikePage(ArraySegment<byte> head)
    {
        string text = Encoding.ASCII.GetString(head.Array!, head.Offset, head.Count).TrimStart('?', ' ', '\t', '\r', '\n');
        return text.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<!--", StringComparison.Ordinal)
            || text.StartsWith("<head", StringComparison.OrdinalIgnoreCase);
    }

    private static bool Begins(ArraySegment<byte> head, int at, string magic)
    {
        if (head.Count < at + magic.Length)
        {
            return false;
        }

        for (int i = 0; i < magic.Length; i++)
        {
            if (head.Array![head.Offset + at + i] != magic[i])
            {
                return false;
            }
        }

        return true;
    }
}
