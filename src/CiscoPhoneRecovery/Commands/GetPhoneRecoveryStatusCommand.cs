using System.Linq;
using System.Management.Automation;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Jobs;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Commands;

/// <summary>Every phone that the servers of this process have seen: where it stands, and what to do next.</summary>
[Cmdlet(VerbsCommon.Get, "PhoneRecoveryStatus")]
[OutputType(typeof(PhoneRecoveryStatus))]
public sealed class GetPhoneRecoveryStatusCommand : RecoveryCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [MacAddress]
    public PhysicalAddress[]? MacAddress { get; set; }

    [Parameter]
    public PhoneState[]? State { get; set; }

    protected override void ProcessRecord()
    {
        var phones = PhoneFilter.Only(PhoneBoards.Phones, MacAddress).Where(p => State is null || State.Contains(p.State)).ToList();
        if (phones.Count == 0 && PhoneBoards.BenchAdvice is string advice)
        {
            WriteWarning(advice);
        }

        WriteObject(phones, enumerateCollection: true);
    }
}
