using System;
using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Loads;

/// <summary>What a zip or a root holds.</summary>
public sealed class LoadReport
{
    /// <summary>The zip or the folder.</summary>
    public string Source { get; init; } = string.Empty;

    public IReadOnlyList<PhoneLoad> Loads { get; init; } = Array.Empty<PhoneLoad>();

    /// <summary>Findings about the whole; those about one load are with the load.</summary>
    public IReadOnlyList<LoadProblem> Problems { get; init; } = Array.Empty<LoadProblem>();

    public ZipIdentity ZipIdentity { get; init; }

    /// <summary>True when the root has an XMLDefault.cnf.xml of its own, so the station makes none.</summary>
    public bool HasDefaultConfig { get; init; }

    /// <summary>The findings about the whole and about every load.</summary>
    public IEnumerable<LoadProblem> AllProblems => Problems.Concat(Loads.SelectMany(l => l.Problems));

    /// <summary>The worst of the loads' verdicts and of the findings about the whole; at least Refused when there is no load.</summary>
    public LoadVerdict Verdict
    {
        get
        {
            LoadVerdict own = Judgement.Of(Problems);
            if (Loads.Count == 0)
            {
                return own >= LoadVerdict.Refused ? own : LoadVerdict.Damaged;
            }

            return Loads.Select(l => l.Verdict).Concat(new[] { own }).Max();
        }
    }

    /// <summary>True when nothing stands against serving it, or only such findings as -Force overrides.</summary>
    public bool MayBeUsed(bool force) =>
        Loads.Count > 0 && AllProblems.All(p => p.Severity != ProblemSeverity.Error || (force && p.CanBeForced));

    /// <summary>Which of the thirteen models these loads recover.</summary>
    public IReadOnlyList<ModelCoverage> Coverage => ModelCoverage.Of(Loads);
}
