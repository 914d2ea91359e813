using System;
using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Loads;

/// <summary>A member and the name it gets in the root.</summary>
/// <param name="Target">One safe name: the root is flat, as Cisco's zips are.</param>
public sealed record PlannedFile(ZipMember Member, string Target);

/// <summary>
/// Which members of a zip go into the root under which names. One unsafe member condemns the whole zip: Cisco ships none, so somebody
/// else made it.
/// </summary>
public sealed class StagingPlan
{
    private const int MaximumFindings = 5;

    private StagingPlan(IReadOnlyList<PlannedFile> files, IReadOnlyList<LoadProblem> problems)
    {
        Files = files;
        Problems = problems;
    }

    /// <summary>
    /// The .loads and .sbn members, in the order in which they must appear in a root: images, then manifests, term files last.
    /// </summary>
    public IReadOnlyList<PlannedFile> Files { get; }

    public IReadOnlyList<LoadProblem> Problems { get; }

    public static StagingPlan For(IReadOnlyList<ZipMember> members, StagingLimits limits)
    {
        var problems = new List<LoadProblem>();
        if (CheckSizes(members, limits) is { } size)
        {
            problems.Add(Unsafe(null, size));
        }
        else
        {
            // A few examples will do: one is enough to condemn the zip.
            problems.AddRange(members.Select(m => (m.Path, Why: WhyUnsafe(m)))
                .Where(m => m.Why is not null).Take(MaximumFindings).Select(m => Unsafe(m.Path, m.Why!)));
        }

        PlannedFile[] files = problems.Count > 0 ? Array.Empty<PlannedFile>() : Choose(members, problems);
        return new StagingPlan(files, problems);
    }

    private static PlannedFile[] Choose(IReadOnlyList<ZipMember> members, List<LoadProblem> problems)
    {
        PlannedFile[] files = members.Where(m => !m.IsFolder && IsLoadFile(m.FileName) && SafeName.WhyUnsafe(m.FileName) is null)
            .Select(m => new PlannedFile(m, m.FileName)).ToArray();
        foreach (string twin in files.GroupBy(f => f.Target, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key))
        {
            problems.Add(Unsafe(twin, "the zip has it more than once, so it is not clear which one is meant"));
        }

        if (problems.Count > 0)
        {
            return Array.Empty<PlannedFile>();
        }

        if (files.FirstOrDefault(f => f.Member.Path != f.Target) is { } nested)
        {
            problems.Add(new LoadProblem(ProblemSeverity.Information, LoadProblemCode.StrayFile, nested.Target,
                $"{SafeName.ForMessage(nested.Member.Path)} lies in a folder of the zip; it goes where phones look, into the root itself.",
                string.Empty));
        }

        return files.OrderBy(f => Rank(f.Target)).ThenBy(f => f.Target, StringComparer.Ordinal).ToArray();
    }

    /// <summary>A phone that asks in the middle of a staging must never get a manifest whose images are not there yet.</summary>
    private static int Rank(string name) =>
        !name.EndsWith(".loads", StringComparison.OrdinalIgnoreCase) ? 0 : LoadName.Parse(name) is not null ? 1 : 2;

    private static bool IsLoadFile(string name) =>
        name.EndsWith(".loads", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".sbn", StringComparison.OrdinalIgnoreCase);

    private static string? WhyUnsafe(ZipMember member)
    {
        if (SafeName.WhyUnsafePath(member.Path) is { } why)
        {
            return why;
        }

        return member.IsLink ? "a link or a device, not a file"
            : member.IsEncrypted ? "it is encrypted"
            : member.Method is not (0 or 8) ? $"it is packed by method {member.Method}, which is not supported"
            : null;
    }

    private static string? CheckSizes(IReadOnlyList<ZipMember> members, StagingLimits limits)
    {
        if (members.Count > limits.MaximumMembers)
        {
            return $"it has {members.Count} members, more than the {limits.MaximumMembers} allowed";
        }

        if (members.Any(m => m.Length > limits.MaximumMemberLength))
        {
            return $"it has a member of more than {limits.MaximumMemberLength} bytes";
        }

        long total = members.Sum(m => m.Length);
        long packed = members.Sum(m => m.PackedLength);
        if (total > limits.MaximumTotalLength)
        {
            return $"it expands to more than {limits.MaximumTotalLength} bytes";
        }

        return total > 1024 * 1024 && total / limits.MaximumRatio > packed
            ? $"it expands to more than {limits.MaximumRatio} times its size"
            : null;
    }

    private static LoadProblem Unsafe(string? path, string why) => new(ProblemSeverity.Error, LoadProblemCode.UnsafeArchive,
        path is null ? null : SafeName.ForMessage(path),
        path is null ? $"The zip is not unpacked: {why}." : $"The zip is not unpacked: {SafeName.ForMessage(path)}: {why}.",
        "Cisco's zips have nothing of the kind; download it from cisco.com.");
}
