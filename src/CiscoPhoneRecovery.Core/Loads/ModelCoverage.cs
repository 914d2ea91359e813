using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Loads;

/// <summary>Whether a root recovers one model, and with what.</summary>
/// <param name="Load">The load whose manifest the model asks for after a reset; null when the root has none.</param>
/// <param name="Reason">Why it does not, and what to do; empty when it does.</param>
public sealed record ModelCoverage(PhoneModel Model, PhoneLoad? Load, string Reason)
{
    public bool IsRecovered => Load is { IsUsable: true };

    /// <summary>A line for each of the thirteen models.</summary>
    public static IReadOnlyList<ModelCoverage> Of(IEnumerable<PhoneLoad> loads)
    {
        PhoneLoad[] all = loads.ToArray();
        return ModelCatalogue.All.Select(model => Of(model, all)).ToArray();
    }

    private static ModelCoverage Of(PhoneModel model, PhoneLoad[] loads)
    {
        PhoneLoad? load = loads.Where(l => l.Models.Contains(model)).OrderBy(l => l.Verdict).FirstOrDefault();
        if (load is null)
        {
            // Short enough for a table, and the same for the models that lack the same zip.
            return new ModelCoverage(model, null, $"Expand {KnownZips.ForFamily(model.Family).Name}.");
        }

        LoadProblem? problem = load.Problems.FirstOrDefault(p => p.Severity == ProblemSeverity.Error);
        return new ModelCoverage(model, load, load.IsUsable || problem is null ? string.Empty : problem.ToString());
    }
}
