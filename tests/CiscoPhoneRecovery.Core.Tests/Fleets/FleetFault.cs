using System;
using System.Collections.Generic;
using System.Net;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>Something that goes wrong in a run.</summary>
/// <param name="At">When it begins.</param>
/// <param name="Until">When all is as it should be again.</param>
internal abstract record FleetFault(TimeSpan At, TimeSpan Until)
{
    protected string When => FormattableString.Invariant($"{At.TotalSeconds:0.###} to {Until.TotalSeconds:0.###} s");
}

/// <summary>A phone's plug is pulled, and put back unless it is for good. A reset forgets address and load, as 3491672850*# does.</summary>
internal sealed record PowerCut(int Phone, TimeSpan At, TimeSpan Until, bool ForGood, bool Reset) : FleetFault(At, Until)
{
    public override string ToString() => $"power cut of #{Phone}, {When}{(ForGood ? ", for good" : Reset ? ", then a reset" : string.Empty)}";
}

/// <summary>Where in the writing of a lease a station dies.</summary>
internal enum KillMoment
{
    /// <summary>Between two packets.</summary>
    Anywhere,

    BeforeTheLeaseIsWritten,

    InTheMiddleOfTheLine,

    BetweenLineAndAck,
}

/// <summary>
/// The station's process is killed, and started again from the journal's bytes, all else lost. At a moment inside the writing of a
/// lease the kill waits for the first lease after <see cref="FleetFault.At"/>.
/// </summary>
internal sealed record StationKill(TimeSpan At, TimeSpan Until, KillMoment Moment, TimeSpan ClockStep) : FleetFault(At, Until)
{
    public override string ToString() => FormattableString.Invariant(
        $"station killed ({Moment}), {When}, wall clock set by {ClockStep.TotalSeconds:0} s");
}

/// <summary>A router with a DHCP server is plugged in. The station has to give way; the router is taken away and the station started again.</summary>
internal sealed record ForeignServerPluggedIn(TimeSpan At, TimeSpan Until) : FleetFault(At, Until)
{
    public override string ToString() => $"foreign DHCP server, {When}";
}

/// <summary>Phones cut off from the switch, or the station itself when there are none.</summary>
internal sealed record Partition(TimeSpan At, TimeSpan Until, IReadOnlyList<int> Phones) : FleetFault(At, Until)
{
    public override string ToString() => $"{(Phones.Count == 0 ? "station" : "#" + string.Join(" #", Phones))} cut off, {When}";
}

/// <summary>A file of the root gets other content of the same length.</summary>
internal sealed record FileReplaced(TimeSpan At, string Name) : FleetFault(At, At)
{
    public override string ToString() => $"{Name} replaced, {When}";
}

/// <summary>A host that is no phone.</summary>
internal enum StrangerKind
{
    /// <summary>A laptop that asks for an address.</summary>
    Laptop,

    /// <summary>Random bytes, and requests with random bytes changed, to port 67.</summary>
    DhcpGarbage,

    /// <summary>The same to port 69 and to the ports of transfers.</summary>
    TftpGarbage,

    /// <summary>ACKs of random blocks to the ports of transfers.</summary>
    StrayAcks,

    /// <summary>Read requests of real files that it never acknowledges.</summary>
    HalfOpenReads,
}

/// <summary>A host that is no phone and sends something every so often.</summary>
internal sealed record Stranger(StrangerKind Kind, int Number, TimeSpan At, TimeSpan Until, TimeSpan Interval) : FleetFault(At, Until)
{
    /// <summary>Below the pool; 10.1.1.3 to 10.1.1.9.</summary>
    public IPAddress Address { get; } = new(new byte[] { 10, 1, 1, (byte)(3 + (Number % 7)) });

    public override string ToString() => FormattableString.Invariant($"stranger {Number} ({Kind}) every {Interval.TotalMilliseconds:0} ms, {When}");
}

/// <summary>A host with a fixed address inside the pool. It answers probes.</summary>
internal sealed record Squatter(IPAddress Address) : FleetFault(TimeSpan.Zero, TimeSpan.Zero)
{
    public override string ToString() => $"a host has {Address} by hand";
}
