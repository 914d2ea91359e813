using System.IO;
using System.Linq;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Console.Output;

/// <summary>Loads and roots in plain text.</summary>
internal static class LoadText
{
    public static void Write(TextWriter writer, StagingResult result)
    {
        string name = Path.GetFileName(result.ZipPath);
        string loads = result.Loads.Count == 0 ? string.Empty : $" {string.Join(", ", result.Loads.Select(l => l.Name))} for {string.Join("/", result.Loads.SelectMany(l => l.Models).Select(m => m.ShortName))}";
        writer.WriteLine($"{name}: {Outcome(result.Outcome)}{loads}");
        if (result.Error is not null)
        {
            writer.WriteLine($"  {result.Error.Message} {result.Error.Advice}");
        }

        WriteProblems(writer, result.Report);
    }

    public static void Write(TextWriter writer, LoadReport report)
    {
        writer.WriteLine($"{report.Source}: {report.Verdict}");
        writer.WriteLine();
        writer.WriteLine($"{"Load",-18} {"Release",-10} {"Protocol",-8} {"Files",5} {"MB",6}  {"Verdict",-16} Models");
        foreach (PhoneLoad load in report.Loads)
        {
            int files = load.Manifests.Count + load.Images.Count(i => i.State != LoadFileState.Missing);
            writer.WriteLine($"{load.Name,-18} {load.Release,-10} {load.Protocol,-8} {files,5} {load.Length / 1e6,6:0.0}  {load.Verdict,-16} {string.Join(" ", load.Models.Select(m => m.ShortName))}");
        }

        WriteProblems(writer, report);
        writer.WriteLine();
        string[] recovered = report.Coverage.Where(c => c.IsRecovered).Select(c => c.Model.ShortName).ToArray();
        writer.WriteLine($"Recovers {recovered.Length} of {report.Coverage.Count} models{(recovered.Length == 0 ? "." : ": " + string.Join(" ", recovered))}");
        foreach (ModelCoverage lacking in report.Coverage.Where(c => !c.IsRecovered))
        {
            writer.WriteLine($"  not {lacking.Model.ShortName}: {lacking.Reason}");
        }
    }

    private static void WriteProblems(TextWriter writer, LoadReport report)
    {
        foreach (LoadProblem problem in report.AllProblems.Where(p => p.Severity != ProblemSeverity.Information))
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
