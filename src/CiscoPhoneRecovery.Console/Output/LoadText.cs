using System.Collections.Generic;
using System.IO;
using System.Linq;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Console.Output;

/// <summary>Loads and roots in plain text.</summary>
internal static class LoadText
{
    /// <summary>A line for each zip; under one that stays out, why; at the end what else is worth knowing, once.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<StagingResult> results)
    {
        foreach (StagingResult result in results)
        {
            string loads = result.Loads.Count == 0 ? string.Empty : $" {string.Join(", ", result.Loads.Select(l => l.Name))} for {string.Join("/", result.Loads.SelectMany(l => l.Models).Select(m => m.ShortName))}";
            writer.WriteLine($"{Path.GetFileName(result.ZipPath)}: {Outcome(result.Outcome)}{loads}");
            if (result.Error is not null)
            {
                writer.WriteLine($"  {result.Error.Message} {result.Error.Advice}");
            }
            else if (!result.IsInRoot)
            {
                WriteProblems(writer, LoadFindings.ForPeople(result.Report));
            }
        }

        WriteProblems(writer, LoadFindings.ForPeople(results.Where(r => r.IsInRoot).Select(r => r.Report)));
    }

    public static void Write(TextWriter writer, LoadReport report)
    {
        writer.WriteLine($"{report.Source}: {report.Verdict}");
        writer.WriteLine();
        if (report.Loads.Count > 0)
        {
            writer.WriteLine($"{"Load",-18} {"Release",-11} {"Protocol",-8} {"Files",5} {"MB",6}  {"Verdict",-16} Models");
        }

        foreach (PhoneLoad load in report.Loads)
        {
            int files = load.Manifests.Count + load.Images.Count(i => i.State != LoadFileState.Missing);
            writer.WriteLine($"{load.Name,-18} {load.Release,-11} {load.Protocol.ToString().ToUpperInvariant(),-8} {files,5} {load.Length / 1e6,6:0.0}  {load.Verdict,-16} {Models(load.Models)}");
        }

        WriteProblems(writer, LoadFindings.ForPeople(report));
        writer.WriteLine();
        WriteCoverage(writer, report.Coverage);
    }

    /// <summary>The models that lack the same zip, or are kept back by the same problem, share a line.</summary>
    private static void WriteCoverage(TextWriter writer, IReadOnlyList<ModelCoverage> coverage)
    {
        PhoneModel[] recovered = coverage.Where(c => c.IsRecovered).Select(c => c.Model).ToArray();
        writer.WriteLine($"Recovers {recovered.Length} of {coverage.Count} models{(recovered.Length == 0 ? "." : ": " + Models(recovered))}");
        foreach (IGrouping<string, ModelCoverage> lacking in coverage.Where(c => !c.IsRecovered).GroupBy(c => c.Reason))
        {
            writer.WriteLine($"  not {Models(lacking.Select(c => c.Model))}: {lacking.Key}");
        }
    }

    private static string Models(IEnumerable<PhoneModel> models) => string.Join(" ", models.Select(m => m.ShortName));

    private static void WriteProblems(TextWriter writer, IEnumerable<LoadProblem> problems)
    {
        foreach (LoadProblem problem in problems)
        {
            writer.WriteLine($"  {problem.Severity}: {problem}");
        }
    }

    private static string Outcome(StagingOutcome outcome) => outcome switch
    {
        StagingOutcome.Staged => "staged",
        StagingOutcome.Unchanged => "already there",
        StagingOutcome.Refused => "REFUSED",
        _ => "FAILED",
    };
}
