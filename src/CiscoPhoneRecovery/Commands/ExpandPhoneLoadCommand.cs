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
    private readonly List<LoadReport> _staged = [];
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
        var approved = new List<string>();
        var previewed = new List<string>();
        foreach (string zip in ResolvePaths())
        {
            if (ShouldProcess($"Expand '{zip}' into '{_root}'.", $"Expand '{zip}' into '{_root}'?", "Expand-PhoneLoad", out ShouldProcessReason reason))
            {
                approved.Add(zip);
            }
            else if (reason == ShouldProcessReason.WhatIf)
            {
                previewed.Add(zip);
            }
        }

        IReadOnlyList<LoadReport> staged = Stage(approved, whatIf: false);
        WriteObject(staged.SelectMany(r => r.Loads), enumerateCollection: true);

        // With -WhatIf the zips are judged all the same: the errors and warnings are what somebody wants to know beforehand.
        Stage(previewed, whatIf: true);
    }

    private IReadOnlyList<LoadReport> Stage(List<string> zips, bool whatIf)
    {
        if (zips.Count == 0)
        {
            return [];
        }

        var options = new StagingOptions { Force = Force, Rehearsal = Rehearsal, WhatIf = whatIf };
        IReadOnlyList<LoadReport> reports = Staging.Run(this, zips, _root, options, Cancellation);
        _staged.AddRange(reports);
        return reports;
    }

    /// <summary>At the end, so that what all the zips of a pipeline have in common is said once.</summary>
    protected override void EndProcessing() => Staging.Warn(this, _staged);
}
