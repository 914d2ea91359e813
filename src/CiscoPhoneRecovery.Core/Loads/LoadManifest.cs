using System;
using System.Collections.Generic;
using System.Text;

namespace CiscoPhoneRecovery.Loads;

/// <summary>
/// The text of a .loads file after its signed header: CRLF lines, comments that begin with #, one of them
/// "# RELEASE load version 8-5-2TH1-9", and one image name a line in the order in which a phone asks for them (jar, cnu, apps, dsp, cvm).
/// Real files have a space after some names.
/// </summary>
public sealed class LoadManifest
{
    /// <summary>Real manifests have some 280 bytes of text and five members.</summary>
    public const int MaximumLength = 16 * 1024;

    public const int MaximumMembers = 64;

    private const string ReleaseComment = "RELEASE load version";
    private const string HardwareComment = "HARDWARE_COMP_";

    private LoadManifest(IReadOnlyList<string> members, string? build, IReadOnlyList<string> hardware)
    {
        Members = members;
        Build = build;
        HardwareRequirements = hardware;
    }

    /// <summary>The images, in order, without spaces around their names, each once.</summary>
    public IReadOnlyList<string> Members { get; }

    /// <summary>The build tag of the release comment, such as 8-5-2TH1-9; null without one.</summary>
    public string? Build { get; }

    /// <summary>Comments such as "HARDWARE_COMP_1 5", as they stand: which hardware revisions the load is for.</summary>
    public IReadOnlyList<string> HardwareRequirements { get; }

    /// <summary>Reads the text; null, and the reason, for anything that is no manifest.</summary>
    public static LoadManifest? Parse(ArraySegment<byte> text, out string? error)
    {
        if (text.Count > MaximumLength)
        {
            error = $"the manifest has {text.Count} bytes, more than the {MaximumLength} that any has";
            return null;
        }

        var members = new List<string>();
        var hardware = new List<string>();
        string? build = null;
        foreach (string line in Encoding.ASCII.GetString(text.Array!, text.Offset, text.Count).Split('\n', '\r'))
        {
            string content = line.Trim(' ', '\t');
            if (content.StartsWith("#", StringComparison.Ordinal))
            {
                ReadComment(content.TrimStart('#', ' ', '\t'), ref build, hardware);
            }
            else if (content.Length > 0)
            {
                // Manifests of the 792x have a size and a digest after the name.
                string name = content.Split(' ', '\t')[0];
                error = CheckMember(name, members.Count);
                if (error is not null)
                {
                    return null;
                }

                if (!members.Contains(name))
                {
                    members.Add(name);
                }
            }
        }

        error = members.Count == 0 ? "the manifest names no image" : null;
        return error is null ? new LoadManifest(members, build, hardware) : null;
    }

    private static void ReadComment(string comment, ref string? build, List<string> hardware)
    {
        if (comment.StartsWith(ReleaseComment, StringComparison.OrdinalIgnoreCase))
        {
            string version = comment.Substring(ReleaseComment.Length).Trim(' ', '\t', ':');
            build ??= version.Length is > 0 and <= 40 && SafeName.IsPrintable(version) ? version : null;
        }
        else if (comment.StartsWith(HardwareComment, StringComparison.Ordinal) && hardware.Count < MaximumMembers
            && SafeName.IsPrintable(comment))
        {
            hardware.Add(comment);
        }
    }

    private static string? CheckMember(string name, int count)
    {
        if (count == MaximumMembers)
        {
            return $"the manifest names more than {MaximumMembers} images";
        }

        return SafeName.WhyUnsafe(name) is { } why ? $"the manifest has a line that is no image name ({why})" : null;
    }
}
