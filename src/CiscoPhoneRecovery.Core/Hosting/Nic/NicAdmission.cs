using System.Collections.Generic;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>The reasons not to begin. Nothing here changes anything.</summary>
internal static class NicAdmission
{
    /// <exception cref="NicException"><see cref="NicFault.AddressInvalid"/>.</exception>
    public static void RequireUsable(NicAddress address)
    {
        if (address.Objection is string objection)
        {
            throw new NicException(NicFault.AddressInvalid, $"{objection}.", "Choose an address between the first and the last of the network, such as 10.1.1.2 with the prefix length 24.");
        }
    }

    /// <summary>Our own settings must not be taken for the original, nor settings that somebody made since be lost.</summary>
    /// <exception cref="NicException"><see cref="NicFault.SnapshotStale"/>.</exception>
    public static void RequireFresh(NicState nic, NicSnapshot? kept, bool force)
    {
        if (kept is { Complete: true } && !nic.Has(kept.Applied) && !force && NicPlan.Between(nic.Settings, kept.Settings).Count > 0)
        {
            throw new NicException(
                NicFault.SnapshotStale,
                $"The settings of {nic.Name} from {kept.TakenAt} are still kept, but the interface has been changed since.",
                "Restore-RecoveryNic puts the kept settings back; -Force (--force) gives them up and takes the present ones as the original.");
        }
    }

    /// <exception cref="NicException"><see cref="NicFault.NicUnfit"/>.</exception>
    public static void RequireFit(NicState nic, IReadOnlyList<NicState> all, RecoveryNicOptions options)
    {
        if (nic.Disabled)
        {
            throw new NicException(
                NicFault.NicUnfit,
                $"{nic.Name} is switched off, so its settings cannot be read and kept.",
                $"Enable-NetAdapter -Name '{nic.Name}' switches it on.");
        }

        IReadOnlyList<string> reasons = NicFitness.Reasons(nic, all, options.Address);
        if (reasons.Count > 0 && !options.Force)
        {
            throw new NicException(
                NicFault.NicUnfit,
                $"{nic.Name} is not fit for a recovery network: {string.Join("; ", reasons)}.",
                "Take another interface (Get-RecoveryNic recommends one), or insist (-Force, --force) when you know it is right.");
        }
    }

    /// <exception cref="NicException"><see cref="NicFault.NotElevated"/>.</exception>
    public static void RequireRights(NicState nic, INicConfigurator configurator)
    {
        if (!configurator.IsElevated)
        {
            throw new NicException(
                NicFault.NotElevated,
                $"The settings of {nic.Name} can only be changed with administrator or root rights.",
                "Start PowerShell with \"Run as administrator\", or use sudo.");
        }
    }
}
