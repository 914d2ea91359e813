using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Simulation;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>One phone of a fleet: how it behaves and when it is plugged in.</summary>
/// <param name="Number">Its place in the plan; part of its MAC.</param>
/// <param name="Profile">How it behaves.</param>
/// <param name="PluggedInAt">When it gets power.</param>
/// <param name="StaysFor">How long it stays plugged in once its new load runs, as on a bench where the next one waits; null for ever.</param>
internal sealed record FleetPhone(int Number, SoftwarePhoneProfile Profile, TimeSpan PluggedInAt, TimeSpan? StaysFor)
{
    public override string ToString() => FormattableString.Invariant(
        $"#{Number} SEP{Profile.Mac} {Profile.Model.Name} at {PluggedInAt.TotalSeconds:0.###} s, boot {Profile.BootTime.TotalSeconds:0.###} s, flash {Profile.FlashTime.TotalSeconds:0.###} s")
        + (Profile.SendsClientId ? string.Empty : ", no identifier") + (Profile.RejectsLoad ? ", rejects" : string.Empty)
        + (StaysFor is { } stay ? FormattableString.Invariant($", stays {stay.TotalSeconds:0} s") : string.Empty);
}

/// <summary>Everything that one run is drawn from: the same plan gives the same run, packet for packet.</summary>
internal sealed record FleetPlan
{
    private const int Shown = 8;

    /// <summary>Also decides every loss and delay on the wire.</summary>
    public int Seed { get; init; }

    public DhcpSettings Settings { get; init; } = new();

    public NetworkConditions Wire { get; init; } = new();

    public IReadOnlyList<FleetPhone> Phones { get; init; } = Array.Empty<FleetPhone>();

    public IReadOnlyList<FleetFault> Faults { get; init; } = Array.Empty<FleetFault>();

    /// <summary>The family whose files the root lacks; 0 for none.</summary>
    public int MissingFamily { get; init; }

    /// <summary>Nothing is lost, doubled or cut off, and no packet can overtake another by more than a LAN's jitter.</summary>
    public bool WireIsSound => Wire.Loss == 0 && Wire.Duplication == 0 && Wire.MaxDelay <= TimeSpan.FromMilliseconds(4) && !Faults.OfType<Partition>().Any();

    /// <summary>The station keeps an event journal as well, and goes on with its phones when it is started again.</summary>
    public bool KeepsEvents => Seed % 2 == 0;

    /// <summary>When the last fault is over.</summary>
    public TimeSpan FaultsEnd => Faults.Count == 0 ? TimeSpan.Zero : Faults.Max(f => f.Until);

    public override string ToString()
    {
        string wire = string.Format(
            CultureInfo.InvariantCulture,
            "loss {0:P0}, doubled {1:P0}, delay {2:0.###} to {3:0.###} ms, reports up to {4:0} ms late",
            Wire.Loss, Wire.Duplication, Wire.MinDelay.TotalMilliseconds, Wire.MaxDelay.TotalMilliseconds, Wire.MaxReportDelay.TotalMilliseconds);
        string network = FormattableString.Invariant($"pool {Settings.RangeStart} to {Settings.RangeEnd}, lease {Settings.LeaseTime.TotalSeconds:0} s")
            + (MissingFamily == 0 ? string.Empty : $", no files for family {MissingFamily}");
        return $"{Phones.Count} phones; {wire}; {network}\n{Some(Phones, "phones")}{Some(Faults, "faults")}";
    }

    private static string Some<T>(IReadOnlyList<T> list, string what)
    {
        string some = string.Concat(list.Take(Shown).Select(item => $"  {item}\n"));
        return list.Count > Shown ? $"{some}  and {list.Count - Shown} more {what}\n" : some;
    }
}
