using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Jobs;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Commands;

/// <summary>Every phone that the servers of this process, or those that wrote a journal, have seen: where it stands, and what to do next.</summary>
[Cmdlet(VerbsCommon.Get, "PhoneRecoveryStatus", DefaultParameterSetName = OfThisProcess)]
[OutputType(typeof(PhoneRecoveryStatus))]
public sealed class GetPhoneRecoveryStatusCommand : RecoveryCmdlet
{
    private const string OfThisProcess = "Process";
    private const string OfAJournal = "Journal";

    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [MacAddress]
    public PhysicalAddress[]? MacAddress { get; set; }

    [Parameter]
    public PhoneState[]? State { get; set; }

    /// <summary>The event journal that a station of another session writes, or wrote; or the lease journal that it lies beside.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfAJournal, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    protected override void ProcessRecord()
    {
        IReadOnlyList<PhoneRecoveryStatus>? all = JournalPath is null ? PhoneBoards.Phones : ReadJournal(JournalPath);
        if (all is null)
        {
            return;
        }

        var phones = PhoneFilter.Only(all, MacAddress).Where(p => State is null || State.Contains(p.State)).ToList();
        if (phones.Count == 0 && JournalPath is null)
        {
            Hint();
        }

        WriteObject(phones, enumerateCollection: true);
    }

    private IReadOnlyList<PhoneRecoveryStatus>? ReadJournal(string path)
    {
        path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
        try
        {
            EventJournalReader journal = EventJournalReader.Read(path);
            if (journal.DamagedLines > 0)
            {
                WriteWarning($"{journal.DamagedLines} lines of '{path}' are damaged; the {journal.Lines} others were read.");
            }

            return journal.Phones;
        }
        catch (StationException e)
        {
            WriteError(Errors.JournalNotRead(e, path));
            return null;
        }
    }

    private void Hint()
    {
        if (PhoneBoards.BenchAdvice is string advice)
        {
            WriteWarning(advice);
        }
        else if (RecoveryJobs.Running.Count == 0 && EventJournalPath.Existing.LastOrDefault() is string journal)
        {
            WriteWarning($"No recovery server runs in this session. What a station of this PC saw: Get-PhoneRecoveryStatus -JournalPath '{journal}'.");
        }
    }
}
