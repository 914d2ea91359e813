using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>Runs the stages of <see cref="NicPlan"/> on one NIC, reading its state again before each.</summary>
internal sealed class NicConvergence
{
    private readonly INicConfigurator _configurator;
    private readonly Action<string> _log;

    public NicConvergence(INicConfigurator configurator, Action<string> log)
    {
        _configurator = configurator;
        _log = log;
    }

    /// <summary>What was done, in order.</summary>
    public List<string> Done { get; } = [];

    /// <summary>Goes to a target that depends on the state found; ends at the first failure.</summary>
    public NicState Reach(NicState nic, Func<NicSettings, NicSettings> target, CancellationToken cancellation)
    {
        foreach (Func<NicSettings, NicSettings, IEnumerable<NicStep>> stage in NicPlan.Stages)
        {
            NicState now = Read(nic);
            foreach (NicStep step in stage(now.Settings, target(now.Settings)))
            {
                cancellation.ThrowIfCancellationRequested();
                Step(step.Text, () => Run(step, now, target));
            }
        }

        return Read(nic);
    }

    /// <summary>Goes back to settings that were there before. Every step is tried, whatever became of the one before; what failed comes back as text.</summary>
    public IReadOnlyList<string> PutBack(NicState nic, NicSettings settings, IEnumerable<string> firewallRules)
    {
        var failures = new List<string>();
        void Try(string text, Action change)
        {
            try
            {
                Step(text, change);
            }
            catch (NicException e)
            {
                failures.Add($"{text} ({e.Message})");
            }
        }

        foreach (Func<NicSettings, NicSettings, IEnumerable<NicStep>> stage in NicPlan.Stages)
        {
            NicState now = Read(nic);
            foreach (NicStep step in stage(now.Settings, settings))
            {
                Try(step.Text, () => Run(step, now, _ => settings));
            }
        }

        foreach (string rule in firewallRules)
        {
            if (!FirewallRule.IsOurs(rule))
            {
                _log($"Left alone: {rule} is not the name of a firewall rule of this product.");
                continue;
            }

            Try($"remove firewall rule {rule}", () => _configurator.RemoveFirewallRule(rule));
        }

        return failures;
    }

    public void Step(string text, Action change)
    {
        _log(text);
        change();
        Done.Add(text);
    }

    private NicState Read(NicState nic) => _configurator.Read(nic.Id) ?? throw Vanished(nic.Name);

    public static NicException Vanished(string name) => new(
        NicFault.NicVanished,
        $"The interface {name} is not in this PC at the moment.",
        "Plug it in again and run Restore-RecoveryNic.");

    /// <summary>The system may have been quicker, such as a route that went with its address: a step that is no longer needed has not failed.</summary>
    private void Run(NicStep step, NicState nic, Func<NicSettings, NicSettings> target)
    {
        try
        {
            step.Run(_configurator, nic);
        }
        catch (NicException) when (IsSettled(step, nic, target))
        {
            _log($"Already so: {step.Text}.");
        }
    }

    private bool IsSettled(NicStep step, NicState nic, Func<NicSettings, NicSettings> target) =>
        _configurator.Read(nic.Id) is NicState now && NicPlan.Between(now.Settings, target(now.Settings)).All(s => s.Text != step.Text);
}
