using System;
using System.Collections.Generic;
using System.Management.Automation;
using CiscoPhoneRecovery.Completers;
using CiscoPhoneRecovery.Hosting.Nic;
using CiscoPhoneRecovery.Nic;

namespace CiscoPhoneRecovery.Commands;

/// <summary>Gives a NIC the static address of the station and opens the firewall for it; what was there before is kept on disk first.</summary>
[Cmdlet(VerbsCommon.Set, "RecoveryNic", SupportsShouldProcess = true, DefaultParameterSetName = ByAlias)]
[OutputType(typeof(RecoveryNic))]
public sealed class SetRecoveryNicCommand : NicAddressCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByAlias, ValueFromPipelineByPropertyName = true)]
    [Alias("ifAlias", "Name")]
    [ArgumentCompleter(typeof(InterfaceAliasCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? InterfaceAlias { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ByIndex, ValueFromPipelineByPropertyName = true)]
    [Alias("ifIndex")]
    [ValidateRange(1, int.MaxValue)]
    public int[]? InterfaceIndex { get; set; }

    [Parameter]
    public SwitchParameter SkipFirewallRule { get; set; }

    /// <summary>How long the system may check the address for duplicates.</summary>
    [Parameter]
    [ValidateRange(1, 120)]
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>Take an unfit NIC, and give up kept settings that are stale.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        var options = new RecoveryNicOptions
        {
            Address = Wanted,
            Firewall = !SkipFirewallRule,
            Force = Force,
            AddressTimeout = TimeSpan.FromSeconds(TimeoutSeconds),
        };
        foreach (NicState nic in OrEnd(() => new List<NicState>(Resolve(InterfaceAlias, InterfaceIndex))))
        {
            ForOne(nic.Name, () => Prepare(nic, options));
        }
    }

    private void Prepare(NicState nic, RecoveryNicOptions options)
    {
        RecoveryNicTransaction transaction = Transaction;
        transaction.Check(nic, options);
        IReadOnlyList<string> plan = transaction.Plan(nic, options);
        if (plan.Count == 0)
        {
            WriteVerbose($"{nic.Name} has {options.Address} already.");
        }
        else if (!ShouldProcess(nic.Name, $"Prepare for a recovery: {string.Join("; ", plan)}"))
        {
            return;
        }

        NicChange change = transaction.Apply(nic, options, Cancellation);
        foreach (string warning in change.Warnings)
        {
            WriteWarning(warning);
        }

        WriteVerbose($"{nic.Name} is ready. Next: Start-RecoveryTftp and Start-RecoveryDhcp serve the phones; Restore-RecoveryNic puts the settings back.");
        if (PassThru)
        {
            WriteObject(Describe(change.Nic, Configurator.List(), options.Address));
        }
    }
}
