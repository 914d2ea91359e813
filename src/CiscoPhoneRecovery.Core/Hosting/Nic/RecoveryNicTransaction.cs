using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>
/// Gives a NIC the recovery address and puts it back. The former settings are on disk before the first change; a failure or a cancellation at
/// any step puts them back at once; after a crash or a reboot, <see cref="Restore"/> does from another process.
/// </summary>
public sealed class RecoveryNicTransaction
{
    private readonly INicConfigurator _configurator;
    private readonly NicSnapshotStore _snapshots;
    private readonly Action<string> _log;

    /// <param name="configurator">What makes the single changes.</param>
    /// <param name="snapshots">Where the former settings are kept.</param>
    /// <param name="log">Told of each step before it is made; runs on the caller's thread.</param>
    public RecoveryNicTransaction(INicConfigurator configurator, NicSnapshotStore snapshots, Action<string>? log = null)
    {
        _configurator = configurator;
        _snapshots = snapshots;
        _log = log ?? (_ => { });
    }

    /// <summary>What <see cref="Apply"/> would do now, for people; changes nothing.</summary>
    public IReadOnlyList<string> Plan(NicState nic, RecoveryNicOptions options)
    {
        IEnumerable<string> steps = NicPlan.Between(nic.Settings, NicPlan.ForRecovery(nic.Settings, options.Address)).Select(s => s.Text);
        return steps.Concat(MissingRules(nic, options).Select(r => $"allow UDP {r.Port} in through the firewall")).ToList();
    }

    /// <summary>Says whether <see cref="Apply"/> would refuse, but for missing rights; changes nothing.</summary>
    /// <returns>The snapshot that is on disk, if any.</returns>
    /// <exception cref="NicException"><see cref="NicFault.AddressInvalid"/>, <see cref="NicFault.NicUnfit"/>, <see cref="NicFault.SnapshotStale"/> or <see cref="NicFault.SnapshotDamaged"/>.</exception>
    public NicSnapshot? Check(NicState nic, RecoveryNicOptions options)
    {
        NicAdmission.RequireUsable(options.Address);
        NicSnapshot? kept = _snapshots.Load(nic.Id);
        NicAdmission.RequireFresh(nic, kept, options.Force);
        if (Plan(nic, options).Count > 0)
        {
            NicAdmission.RequireFit(nic, _configurator.List(), options);
        }

        return kept;
    }

    /// <summary>Gives the NIC the address of <paramref name="options"/>. Does nothing when it is so already.</summary>
    /// <exception cref="NicException">See <see cref="NicFault"/>; but for <see cref="NicFault.NicRollbackFailed"/> the NIC is as it was.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the NIC is as it was.</exception>
    public NicChange Apply(NicState nic, RecoveryNicOptions options, CancellationToken cancellation = default)
    {
        NicSnapshot? kept = Check(nic, options);
        if (Plan(nic, options).Count == 0)
        {
            return new NicChange(nic, [], Warnings(nic, options));
        }

        cancellation.ThrowIfCancellationRequested();
        NicAdmission.RequireRights(nic, _configurator);

        // A snapshot of an interrupted run, or of a run that is still in force, is the true original: ours must not replace it.
        bool original = kept is null || (kept.Complete && !nic.Has(kept.Applied));
        NicSnapshot snapshot = (original ? Take(nic) : kept!) with { Complete = false, Applied = options.Address, FirewallRules = RuleNames(nic, options, kept) };
        IReadOnlyList<FirewallRule> missing = MissingRules(nic, options);
        _snapshots.Save(snapshot, replace: kept is not null);

        var work = new NicConvergence(_configurator, _log);
        NicState after;
        try
        {
            after = work.Reach(nic, current => NicPlan.ForRecovery(current, options.Address), cancellation);
            AddressWait.Run(_configurator, after, options, cancellation);
            foreach (FirewallRule rule in missing)
            {
                cancellation.ThrowIfCancellationRequested();
                work.Step($"allow UDP {rule.Port} in through the firewall", () => _configurator.AddFirewallRule(nic, rule));
            }

            cancellation.ThrowIfCancellationRequested();
            _snapshots.Save(snapshot with { Complete = true }, replace: true);
            after = _configurator.Read(nic.Id) ?? throw NicConvergence.Vanished(nic.Name);
        }
        catch (Exception failure)
        {
            RollBack(nic, kept, missing, failure);
            if (failure is OperationCanceledException or NicException { Fault: NicFault.AddressDuplicate or NicFault.AddressNotReady or NicFault.NotElevated })
            {
                throw;
            }

            throw new NicException(
                NicFault.NicChangeFailed,
                $"{nic.Name} could not be prepared: {failure.Message} It is as it was before.",
                (failure as NicException)?.Advice ?? "Try again; if it fails again, set the address by hand.",
                failure);
        }

        return new NicChange(after, work.Done, Warnings(after, options));
    }

    /// <summary>Puts back what a snapshot holds, as far as it can be put back, and forgets the snapshot once nothing is missing.</summary>
    /// <param name="snapshot">From the store.</param>
    /// <param name="cancellation">Honoured before the first step only: half a way back helps nobody.</param>
    /// <exception cref="NicException">
    /// The NIC is gone, or something could not be put back; the snapshot is kept. <see cref="NicFault.SnapshotNotDeleted"/>: all was put back.
    /// </exception>
    public NicChange Restore(NicSnapshot snapshot, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        NicState nic = Locate(snapshot) ?? throw NicConvergence.Vanished(snapshot.NicName);
        NicAdmission.RequireRights(nic, _configurator);

        var work = new NicConvergence(_configurator, _log);
        IReadOnlyList<string> failures = work.PutBack(nic, snapshot.Settings, snapshot.FirewallRules);
        NicState after = _configurator.Read(nic.Id) ?? throw NicConvergence.Vanished(snapshot.NicName);
        IReadOnlyList<NicStep> missing = NicPlan.Between(after.Settings, snapshot.Settings);
        if (missing.Count > 0 || failures.Count > 0)
        {
            throw new NicException(
                NicFault.NicRestoreIncomplete,
                $"{nic.Name} is not yet as it was. Left to do: {string.Join("; ", missing.Select(s => s.Text).DefaultIfEmpty("nothing on the interface"))}."
                    + (failures.Count > 0 ? $" Failed: {string.Join("; ", failures)}." : string.Empty),
                $"Run Restore-RecoveryNic again, or do it by hand and delete '{_snapshots.PathOf(snapshot.NicId)}'.");
        }

        try
        {
            _snapshots.Delete(snapshot.NicId);
        }
        catch (NicException e)
        {
            throw new NicException(e.Fault, $"{nic.Name} is as it was before, but {e.Message}", e.Advice!, e);
        }

        return new NicChange(after, work.Done, []);
    }

    /// <summary>
    /// By id; an adapter that came back under another id is known by its hardware address, unless several have it: a bridge, a VLAN and a
    /// virtual switch take that of the card below them.
    /// </summary>
    private NicState? Locate(NicSnapshot snapshot)
    {
        if (_configurator.Read(snapshot.NicId) is NicState same)
        {
            return same;
        }

        List<NicState> likely = _configurator.List().Where(n => snapshot.Mac.Length > 0 && string.Equals(n.Mac, snapshot.Mac, StringComparison.OrdinalIgnoreCase)).ToList();
        return likely.Count == 1 ? likely[0] : null;
    }

    private static NicSnapshot Take(NicState nic) => new()
    {
        NicId = nic.Id,
        NicName = nic.Name,
        Mac = nic.Mac,
        TakenAt = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        Settings = nic.Settings,
    };

    private IReadOnlyList<string> Warnings(NicState nic, RecoveryNicOptions options)
    {
        IEnumerable<string> obstacles = NicDiagnosis.Of(_configurator, nic, options.Address).Select(o => o.ToString());
        return (nic.LinkUp ? obstacles : obstacles.Prepend($"{nic.Name} has no link: plug the switch in. The address counts from then on.")).ToList();
    }

    private IEnumerable<FirewallRule> Rules(NicState nic, RecoveryNicOptions options) =>
        options.Firewall && _configurator.HasFirewall ? [FirewallRule.ForDhcp(nic), FirewallRule.ForTftp(nic)] : [];

    private string[] RuleNames(NicState nic, RecoveryNicOptions options, NicSnapshot? kept) =>
        (kept?.FirewallRules ?? []).Union(Rules(nic, options).Select(r => r.Name)).ToArray();

    private IReadOnlyList<FirewallRule> MissingRules(NicState nic, RecoveryNicOptions options)
    {
        List<FirewallRule> wanted = Rules(nic, options).ToList();
        return wanted.Count == 0 ? wanted : wanted.Where(r => !_configurator.FirewallRules().Contains(r.Name, StringComparer.OrdinalIgnoreCase)).ToList();
    }

    /// <summary>Back to the state at the start of <see cref="Apply"/>, which is not the snapshot's when an older one was kept.</summary>
    private void RollBack(NicState start, NicSnapshot? kept, IEnumerable<FirewallRule> made, Exception failure)
    {
        _log($"Rolling back: {failure.Message}");
        IReadOnlyList<string> failures;
        try
        {
            failures = new NicConvergence(_configurator, _log).PutBack(start, start.Settings, made.Select(r => r.Name));
            NicState? after = _configurator.Read(start.Id);
            if (failures.Count == 0 && after is not null && NicPlan.Between(after.Settings, start.Settings).Count == 0)
            {
                Forget(start, kept);
                return;
            }
        }
        catch (NicException e) when (e.Fault == NicFault.SnapshotNotDeleted)
        {
            throw new NicException(e.Fault, $"{start.Name} could not be prepared ({failure.Message}). It is as it was before, but {e.Message}", e.Advice!, failure);
        }
        catch (NicException e)
        {
            failures = [e.Message];
        }

        throw new NicException(
            NicFault.NicRollbackFailed,
            $"{start.Name} could not be prepared ({failure.Message}), and not all could be put back ({string.Join("; ", failures.DefaultIfEmpty("the interface differs"))}).",
            $"Run Restore-RecoveryNic; the former settings are in '{_snapshots.PathOf(start.Id)}'.",
            failure);
    }

    private void Forget(NicState start, NicSnapshot? kept)
    {
        if (kept is null)
        {
            _snapshots.Delete(start.Id);
        }
        else
        {
            _snapshots.Save(kept, replace: true);
        }
    }
}
