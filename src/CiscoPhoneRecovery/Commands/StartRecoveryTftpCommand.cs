using System;
using System.Linq;
using System.Management.Automation;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Jobs;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Commands;

/// <summary>Starts the TFTP server of a recovery network as a job.</summary>
[Cmdlet(VerbsLifecycle.Start, "RecoveryTftp", SupportsShouldProcess = true)]
[OutputType(typeof(RecoveryTftpJob))]
public sealed class StartRecoveryTftpCommand : StartServerCmdlet
{
    /// <summary>The folder to serve, as Expand-PhoneLoad fills it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("PSPath", "LiteralPath", "RootPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; } = 69;

    /// <summary>Make no XMLDefault.cnf.xml for phones that were not reset.</summary>
    [Parameter]
    public SwitchParameter NoDefaultConfig { get; set; }

    protected override void ProcessRecord()
    {
        string root = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        string? nic = ResolveInterface();
        LoadReport report = Judge(root);
        if (!ShouldProcess(nic ?? IPAddress.ToString(), $"Serve '{root}' over TFTP on {IPAddress}:{Port}"))
        {
            return;
        }

        var options = new TftpServerOptions { Address = IPAddress, Port = Port, InterfaceName = nic };
        var job = new RecoveryTftpJob(MyInvocation.Line.Trim(), Name ?? "RecoveryTftp", root, Open(root, report), options, new BundleOutlines(report.Loads).Find)
        {
            EventJournal = Journals()?.Events,
        };
        Launch(job, root);
    }

    private LoadReport Judge(string root)
    {
        LoadReport? report = null;
        try
        {
            report = RootReader.Read(root, new LoadJudgeOptions { Rehearsal = Rehearsal }, Cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (StationException e)
        {
            ThrowTerminatingError(Errors.PathNotServed(e, root));
        }

        LoadProblem[] errors = report!.AllProblems.Where(p => p.Severity == ProblemSeverity.Error).ToArray();
        if (errors.Length > 0 && !report.MayBeUsed(Force))
        {
            ThrowTerminatingError(Errors.RootRefused(root, string.Join(" ", errors.Select(p => p.ToString()).Distinct())));
        }

        Staging.Warn(this, [report]);
        return report;
    }

    private DiskRoot Open(string root, LoadReport report)
    {
        try
        {
            var files = new DiskRoot(root);
            if (!NoDefaultConfig && XmlDefaultConfig.ForRoot(report, IPAddress) is { } config)
            {
                files.AddVirtual(XmlDefaultConfig.FileName, config);
            }

            return files;
        }
        catch (StationException e)
        {
            ThrowTerminatingError(Errors.PathNotServed(e, root));
            throw;
        }
    }
}
