using System;
using System.IO;
using System.Management.Automation;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Commands;

/// <summary>Says what a root, or a zip that is not expanded yet, can recover.</summary>
[Cmdlet(VerbsCommon.Get, "PhoneLoad", DefaultParameterSetName = WithWildcards)]
[OutputType(typeof(PhoneLoad), typeof(ModelCoverage))]
public sealed class GetPhoneLoadCommand : PathCmdlet
{
    /// <summary>Write a line for each of the thirteen models instead: with which load it recovers, or why it does not.</summary>
    [Parameter]
    public SwitchParameter Coverage { get; set; }

    /// <summary>Take bundles that were made for software phones.</summary>
    [Parameter]
    public SwitchParameter Rehearsal { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in ResolvePaths())
        {
            try
            {
                Tell(File.Exists(path) ? ReadZip(path) : RootReader.Read(path, Options(path), Cancellation));
            }
            catch (OperationCanceledException)
            {
                throw new PipelineStoppedException();
            }
            catch (StationException e)
            {
                WriteError(Errors.PathNotServed(e, path));
            }
        }
    }

    private LoadJudgeOptions Options(string path) => new() { Source = path, Rehearsal = Rehearsal, Cancellation = Cancellation };

    private LoadReport ReadZip(string path)
    {
        try
        {
            using var zip = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return LoadZip.Read(zip, System.IO.Path.GetFileName(path), Options(path)).Report;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new StationException($"{path} cannot be read: {e.Message}", "Give the zip as it came from cisco.com.", e);
        }
    }

    private void Tell(LoadReport report)
    {
        Staging.Warn(this, [report]);
        if (Coverage)
        {
            WriteObject(report.Coverage, enumerateCollection: true);
        }
        else
        {
            WriteObject(report.Loads, enumerateCollection: true);
        }
    }
}
