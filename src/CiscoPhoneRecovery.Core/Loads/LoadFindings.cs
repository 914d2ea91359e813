using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Loads;

/// <summary>What is worth a line to a person, of one report or of many: every warning and error, and each only once.</summary>
public static class LoadFindings
{
    /// <summary>That loads were made for a rehearsal is one finding that names them all.</summary>
    public static IReadOnlyList<LoadProblem> ForPeople(IEnumerable<LoadReport> reports)
    {
        LoadReport[] all = reports.ToArray();
        LoadProblem[] problems = all.SelectMany(r => r.AllProblems).Where(p => p.Severity >= ProblemSeverity.Warning).Distinct().ToArray();
        string[] rehearsed = all.SelectMany(r => r.Loads).Where(l => l.Problems.Any(IsRehearsal)).Select(l => l.Name).Distinct().ToArray();
        return rehearsed.Length < 2
            ? problems
            : problems.Where(p => !IsRehearsal(p)).Append(new LoadProblem(ProblemSeverity.Warning, LoadProblemCode.Synthetic, null,
                $"{string.Join(", ", rehearsed)} were made for a rehearsal: software phones take them, real phones refuse them.",
                "Use Cisco's zips for real phones.")).ToArray();
    }

    /// <summary>Those of one report.</summary>
    public static IReadOnlyList<LoadProblem> ForPeople(LoadReport report) => ForPeople(new[] { report });

    private static bool IsRehearsal(LoadProblem problem) => problem is { Code: LoadProblemCode.Synthetic, Severity: ProblemSeverity.Warning };
}
