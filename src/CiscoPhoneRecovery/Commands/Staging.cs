using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Commands;

/// <summary>Puts zips into a root on behalf of a cmdlet: draws progress, writes an error for each zip that stays out.</summary>
internal static class Staging
{
    /// <summary>Stages; an error for each zip that stays out. The reports of those that are in the root now.</summary>
    public static IReadOnlyList<LoadReport> Run(Cmdlet cmdlet, IReadOnlyList<string> zips, string root, StagingOptions options, CancellationToken cancellation)
    {
        var progress = new ProgressBar(cmdlet);
        try
        {
            IReadOnlyList<StagingResult> results = new StagingArea().Stage(zips, root, options, progress, cancellation);
            foreach (StagingResult result in results)
            {
                Tell(cmdlet, result);
            }

            return results.Where(r => r.IsInRoot).Select(r => r.Report).ToList();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (StationException e)
        {
            cmdlet.ThrowTerminatingError(Errors.ExpandFailed(e, root));
            throw;
        }
        finally
        {
            progress.Complete();
        }
    }

    /// <summary>Warns of what the zips that were taken, or a root, have that is not as Cisco ships it, each thing once.</summary>
    public static void Warn(Cmdlet cmdlet, IEnumerable<LoadReport> reports)
    {
        foreach (LoadProblem problem in LoadFindings.ForPeople(reports))
        {
            cmdlet.WriteWarning(problem.ToString());
        }
    }

    private static void Tell(Cmdlet cmdlet, StagingResult result)
    {
        if (result.Error is not null)
        {
            cmdlet.WriteError(Errors.ExpandFailed(result.Error, result.ZipPath));
        }
        else if (!result.IsInRoot)
        {
            LoadProblem[] errors = result.Report.AllProblems.Where(p => p.Severity == ProblemSeverity.Error).ToArray();
            string advice = string.Join(" ", errors.Select(p => p.Advice).Where(a => a.Length > 0).Distinct());
            cmdlet.WriteError(Errors.LoadRefused(result.ZipPath, string.Join(" ", errors.Select(p => p.What).Distinct()), advice));
        }
        else
        {
            string name = System.IO.Path.GetFileName(result.ZipPath);
            cmdlet.WriteVerbose($"{name}: {result.Outcome}, {result.Files.Count(f => f.Action != StagedFileAction.Keep)} files written.");
            foreach (LoadProblem problem in result.Report.AllProblems.Where(p => p.Severity == ProblemSeverity.Information))
            {
                cmdlet.WriteVerbose(problem.ToString());
            }
        }
    }

    /// <summary>Draws a bar. Staging runs on the pipeline's thread, so the records can be written where they arise.</summary>
    private sealed class ProgressBar : IProgress<StagingProgress>
    {
        private const int Activity = 7900;

        private readonly Cmdlet _command;
        private int _percent = -1;

        public ProgressBar(Cmdlet command) => _command = command;

        public void Report(StagingProgress value)
        {
            if (value.Percent == _percent)
            {
                return;
            }

            _percent = value.Percent;
            string phase = value.Phase == StagingPhase.Checking ? "Checking" : "Unpacking";
            _command.WriteProgress(new ProgressRecord(Activity, "Expanding phone loads", $"{phase} {value.ZipName} ({value.ZipNumber} of {value.ZipCount})")
            {
                PercentComplete = value.Percent,
            });
        }

        public void Complete()
        {
            if (!_command.Stopping)
            {
                _command.WriteProgress(new ProgressRecord(Activity, "Expanding phone loads", "Done") { RecordType = ProgressRecordType.Completed });
            }
        }
    }
}
