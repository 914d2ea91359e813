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
    /// <summary>The loads that are in the root now.</summary>
    public static IReadOnlyList<PhoneLoad> Run(Cmdlet cmdlet, IReadOnlyList<string> zips, string root, StagingOptions options, CancellationToken cancellation)
    {
        var progress = new ProgressBar(cmdlet);
        try
        {
            IReadOnlyList<StagingResult> results = new StagingArea().Stage(zips, root, options, progress, cancellation);
            return results.SelectMany(r => Tell(cmdlet, r)).ToList();
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

    private static IReadOnlyList<PhoneLoad> Tell(Cmdlet cmdlet, StagingResult result)
    {
        string name = System.IO.Path.GetFileName(result.ZipPath);
        LoadProblem[] problems = result.Report.AllProblems.ToArray();
        if (result.Error is not null)
        {
            cmdlet.WriteError(Errors.ExpandFailed(result.Error, result.ZipPath));
            return [];
        }

        if (!result.IsInRoot)
        {
            LoadProblem[] errors = problems.Where(p => p.Severity == ProblemSeverity.Error).ToArray();
            string advice = string.Join(" ", errors.Select(p => p.Advice).Where(a => a.Length > 0).Distinct());
            cmdlet.WriteError(Errors.LoadRefused(result.ZipPath, string.Join(" ", errors.Select(p => p.What).Distinct()), advice));
            return [];
        }

        foreach (LoadProblem problem in problems.Where(p => p.Severity >= ProblemSeverity.Warning))
        {
            cmdlet.WriteWarning($"{name}: {problem}");
        }

        cmdlet.WriteVerbose($"{name}: {result.Outcome}, {result.Files.Count(f => f.Action != StagedFileAction.Keep)} files written.");
        return result.Loads;
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
