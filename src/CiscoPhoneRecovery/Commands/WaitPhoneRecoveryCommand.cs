using System;
using System.Management.Automation;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Jobs;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Commands;

/// <summary>Waits until phones are recovered, with a bar for the whole and one a phone, and writes them as they are done.</summary>
[Cmdlet(VerbsLifecycle.Wait, "PhoneRecovery", DefaultParameterSetName = ByCount)]
[OutputType(typeof(PhoneRecoveryStatus))]
public sealed class WaitPhoneRecoveryCommand : RecoveryCmdlet
{
    private const string ByCount = "Count";
    private const string ByMac = "MacAddress";

    /// <summary>How many phones to wait for.</summary>
    [Parameter(Position = 0, ParameterSetName = ByCount)]
    [ValidateRange(1, 4096)]
    public int Count { get; set; } = 1;

    /// <summary>Which phones to wait for.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByMac)]
    [MacAddress]
    public PhysicalAddress[]? MacAddress { get; set; }

    /// <summary>How long to wait before it is an error.</summary>
    [Parameter]
    [ValidateRange(1, 604800)]
    public int TimeoutSeconds { get; set; } = 3600;

    /// <summary>Count phones as well that were recovered before the servers that run were started, or that an earlier wait has written.</summary>
    [Parameter]
    public SwitchParameter IncludeEarlier { get; set; }

    protected override void ProcessRecord()
    {
        if (RecoveryJobs.Running.Count == 0 && PhoneBoards.Phones.Count == 0)
        {
            ThrowTerminatingError(Errors.NothingServes());
        }

        new PhoneWait(this, MacAddress?.Length ?? Count, MacAddress, TimeSpan.FromSeconds(TimeoutSeconds)) { IncludeEarlier = IncludeEarlier }.Run(Cancellation);
    }
}
