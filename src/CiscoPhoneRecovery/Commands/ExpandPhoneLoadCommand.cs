using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Commands;

/// <summary>Checks firmware zips and puts their files into a root, each zip whole or not at all.</summary>
[Cmdlet(VerbsData.Expand, "PhoneLoad", SupportsShouldProcess = true, DefaultParameterSetName = WithWildcards)]
[OutputType(typeof(PhoneLoad))]
public sealed class ExpandPhoneLoadCommand : PathCmdlet
{
    private string _root = string.Empty;

    /// <summary>The root; made when it is not there.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string DestinationPath { get; set; } = string.Empty;

    /// <summary>Expand what the gate refuses, and replace files that differ.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Take bundles that were made for software phones.</summary>
    [Parameter]
    public SwitchParameter Rehearsal { get; set; }

    protected override void BeginProcessing() => _root = SessionState.Path.GetUnresolvedProviderPathFromPSPath(DestinationPath);

    protected override void ProcessRecord()
    {
        List<string> zips = ResolvePaths().Where(zip => ShouldProcess(zip, $"Check and expand into '{_root}'")).ToList();
        if (zips.Count == 0)
        {
            return;
        }

        var progress = new ProgressBar(this);
        try
        {
            var options = new StagingOptions { Force = Force, Rehearsal = Rehearsal };
            foreach (StagingResult result in new StagingArea().Stage(zips, _root, options, progress, Cancellation))
            {
                Tell(result);
            }
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (StationException e)
        {
            ThrowTerminatingError(Errors.ExpandFailed(e, _root));
        }
        finally
        {
            progress.Complete();
        }
    }

    private void Tell(StagingResult result)
    {
        LoadProblem[] problems = result.Report.AllProblems.ToArray();
        if (result.Error is not null)
        {
            WriteError(Errors.ExpandFailed(result.Error, result.ZipPath));
        }
        else if (!result.IsInRoot)
        {
            LoadProblem[] errors = problems.Where(p => p.Severity == ProblemSeverity.Error).ToArray();
            string advice = string.Join(" ", errors.Select(p => p.Advice).Where(a => a.Length > 0).Distinct());
            WriteError(Errors.LoadRefused(result.ZipPath, string.Join(" ", errors.Select(p => p.What).Distinct()), advice));
        }
        else
        {
            foreach (LoadProblem problem in problems.Where(p => p.Severity >= ProblemSeverity.Warning))
            {
                WriteWarning($"{System.IO.Path.GetFileName(result.ZipPath)}: {problem}");
            }

            WriteVerbose($"{System.IO.Path.GetFileName(result.ZipPath)}: {result.Outcome}, {result.Files.Count(f => f.Action != StagedFileAction.Keep)} files written.");
            WriteObject(result.Loads, enumerateCollection: true);
        }
    }

    /// <summary>Draws a bar. Staging runs on the pipeline's thread, so the records can be written where they arise.</summary>
    private sealed class ProgressBar : IProgress<StagingProgress>
    {
        private const int Activity = 7900;

        private readonly ExpandPhoneLoadCommand _command;
        private int _percent = -1;

        public ProgressBar(ExpandPhoneLoadCommand command) => _command = command;

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
