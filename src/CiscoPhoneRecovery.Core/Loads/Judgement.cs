using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Loads;

/// <summary>From findings to a verdict.</summary>
internal static class Judgement
{
    public static LoadVerdict Of(IEnumerable<LoadProblem> problems) =>
        problems.Select(Of).DefaultIfEmpty(LoadVerdict.Good).Max();

    private static LoadVerdict Of(LoadProblem problem) => problem.Severity switch
    {
        ProblemSeverity.Information => LoadVerdict.Good,
        ProblemSeverity.Warning => LoadVerdict.GoodWithWarnings,
        _ => IsPolicy(problem.Code) ? LoadVerdict.Refused : LoadVerdict.Damaged,
    };

    private static bool IsPolicy(LoadProblemCode code) => code is LoadProblemCode.ReleaseOutsideSpan or LoadProblemCode.MixedReleases
        or LoadProblemCode.OtherModel or LoadProblemCode.UnsafeArchive or LoadProblemCode.WouldOverwrite or LoadProblemCode.Synthetic;
}
