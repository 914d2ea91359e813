using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using CiscoPhoneRecovery.Completers;
using CiscoPhoneRecovery.Hosting.Nic;
using CiscoPhoneRecovery.Jobs;
using CiscoPhoneRecovery.Nic;

namespace CiscoPhoneRecovery.Commands;

/// <summary>Puts a NIC back as it was before Set-RecoveryNic: in any session, after a crash, after a reboot.</summary>
[Cmdlet(VerbsData.Restore, "RecoveryNic", SupportsShouldProcess = true)]
[OutputType(typeof(RecoveryNic))]
public sealed class RestoreRecoveryNicCommand : NicCmdlet
{
    /// <summary>Which NICs; all that have kept settings when left out.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("ifAlias", "Name")]
    [ArgumentCompleter(typeof(InterfaceAliasCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? InterfaceAlias { get; set; }

    /// <summary>Forget the kept settings even when not all of them could be put back.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        List<NicSnapshot> kept = Load();
        if (InterfaceAlias is null)
        {
            if (kept.Count == 0)
            {
                WriteVerbose($"Nothing to put back: no settings are kept in '{Snapshots.Folder}'.");
            }

            kept.ForEach(PutBack);
            return;
        }

        IReadOnlyList<NicState> all = OrEnd(() => Configurator.List());
        foreach (string alias in InterfaceAlias)
        {
            // The name may have changed since, and may now be another NIC's: the id decides.
            string? id = all.FirstOrDefault(n => string.Equals(n.Name, alias, StringComparison.OrdinalIgnoreCase))?.Id;
            NicSnapshot? snapshot = kept.FirstOrDefault(s => s.NicId == id)
                ?? kept.FirstOrDefault(s => string.Equals(s.NicName, alias, StringComparison.OrdinalIgnoreCase));
            if (snapshot is null)
            {
                WriteError(Errors.SnapshotMissing(alias, Snapshots.Folder));
            }
            else
            {
                PutBack(snapshot);
            }
        }
    }

    private List<NicSnapshot> Load()
    {
        var kept = new List<NicSnapshot>();
        foreach ((string path, NicSnapshot? snapshot, NicException? error) in Snapshots.LoadAll())
        {
            if (error is not null)
            {
                WriteError(Errors.From(error, path));
            }
            else
            {
                kept.Add(snapshot!);
            }
        }

        return kept;
    }

    /// <summary>A warning and no refusal: this is the way back, which a script takes in its "finally" whatever still runs.</summary>
    private void WarnOfServers(NicSnapshot snapshot)
    {
        string[] servers = RecoveryJobs.Running.Where(j => j.Address.ToString() == snapshot.Applied.Address).Select(j => $"'{j.Name}' (job {j.Id})").ToArray();
        if (servers.Length > 0)
        {
            WriteWarning($"Still serving on {snapshot.Applied.Address}, which {snapshot.NicName} loses: {string.Join(", ", servers)}. Phones in the middle of a download start anew; Stop-Job ends the servers.");
        }
    }

    private void Forget(NicSnapshot snapshot, NicException failure)
    {
        try
        {
            Snapshots.Delete(snapshot.NicId);
        }
        catch (NicException e)
        {
            throw new NicException(e.Fault, $"{failure.Message} Besides, {e.Message}", e.Advice!, e);
        }
    }

    private void PutBack(NicSnapshot snapshot) => ForOne(snapshot.NicName, () =>
    {
        WarnOfServers(snapshot);
        if (!ShouldProcess(snapshot.NicName, $"Put back the settings of {snapshot.TakenAt}"))
        {
            return;
        }

        try
        {
            NicChange change = Transaction.Restore(snapshot, Cancellation);
            if (PassThru)
            {
                WriteObject(Describe(change.Nic, Configurator.List(), snapshot.Applied));
            }
        }
        catch (NicException e) when (Force && e.Fault is NicFault.NicRestoreIncomplete or NicFault.NicVanished)
        {
            Forget(snapshot, e);
            WriteWarning($"{e.Message} The kept settings were deleted, as -Force asks.");
        }
    });
}
