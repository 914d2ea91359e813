using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using CiscoPhoneRecovery.Hosting.Nic;
using CiscoPhoneRecovery.Nic;

namespace CiscoPhoneRecovery.Commands;

/// <summary>What the three NIC cmdlets share: the way to the NICs, the address in question, the folder of the snapshots.</summary>
public abstract class NicCmdlet : RecoveryCmdlet
{
    internal const string ByAlias = "InterfaceAlias";
    internal const string ByIndex = "InterfaceIndex";

    private INicConfigurator? _configurator;
    private NicSnapshotStore? _snapshots;

    /// <summary>Folder of the kept settings, instead of ProgramData (Windows) or the XDG state folder (Linux).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SnapshotPath { get; set; }

    private protected INicConfigurator Configurator => _configurator ??= NicConfigurators.ForThisMachine(new RunspaceNetCommands());

    private protected NicSnapshotStore Snapshots =>
        _snapshots ??= new NicSnapshotStore(SnapshotPath is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(SnapshotPath));

    private protected RecoveryNicTransaction Transaction => new(Configurator, Snapshots, Log);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _configurator?.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected RecoveryNic Describe(NicState nic, IReadOnlyList<NicState> all, NicAddress address) => new(
        nic,
        NicFitness.Reasons(nic, all, address),
        NicFitness.Recommend(all, address).Nic?.Id == nic.Id,
        address,
        File.Exists(Snapshots.PathOf(nic.Id)) ? Snapshots.PathOf(nic.Id) : null);

    /// <summary>The NICs asked for by name or index; an error for each that does not exist.</summary>
    private protected IEnumerable<NicState> Resolve(string[]? aliases, int[]? indexes)
    {
        IReadOnlyList<NicState> all = Configurator.List();
        IEnumerable<(object Asked, NicState? Nic)> found = aliases is not null
            ? aliases.Select(a => ((object)a, (NicState?)all.FirstOrDefault(n => string.Equals(n.Name, a, StringComparison.OrdinalIgnoreCase))))
            : (indexes ?? []).Select(i => ((object)i, (NicState?)all.FirstOrDefault(n => n.Index == i)));
        foreach ((object asked, NicState? nic) in found)
        {
            if (nic is null)
            {
                WriteError(Errors.NicNotFound(asked, string.Join(", ", all.Select(n => n.Name))));
            }
            else
            {
                yield return nic;
            }
        }
    }

    /// <summary>Runs the work on one NIC; what goes wrong there is an error of that NIC, and the next one follows.</summary>
    private protected void ForOne(object target, Action work)
    {
        try
        {
            work();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (NicException e)
        {
            WriteError(Errors.From(e, target));
        }
    }

    /// <summary>Runs work without which nothing can go on.</summary>
    private protected T OrEnd<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (NicException e)
        {
            ThrowTerminatingError(Errors.From(e, null));
            throw;
        }
    }
}
