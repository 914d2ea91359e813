using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Simulation;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>
/// One life of the station's process: the real state machines, put together as Hosting does it, on a clock that begins with the process.
/// Only the lease journal survives it.
/// </summary>
internal sealed class FleetStation : IDhcpOutput, IDisposable
{
    private const int TransferPorts = 2;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForeignServerWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForeignServerInterval = TimeSpan.FromSeconds(30);

    private readonly FleetRun _run;
    private readonly FleetWitness _witness;
    private readonly DhcpResponder _dhcp;
    private readonly TftpResponder _tftp;
    private readonly ForeignServerWatch _watch;
    private readonly LeaseKeeper _leases;
    private readonly FleetPort[] _ports;
    private readonly ReportLane _reports;
    private readonly Queue<byte[]> _held = new();
    private readonly TimeSpan _born;
    private readonly TimeSpan _settledAt;
    private TimeSpan _wakeAt = TimeSpan.MaxValue;
    private KillMoment? _kill;
    private Action<KillMoment>? _killed;

    public FleetStation(FleetRun run, FleetWitness witness, int life, string? journal)
    {
        _run = run;
        _witness = witness;
        _born = run.Now;
        Life = life;
        DhcpSettings settings = run.Plan.Settings;
        // TFTP's reports may come late. DHCP's do not: the server tells of an ACK before it sends it, so that nothing that an address leads to
        // overtakes the news whose it is.
        _reports = run.NewLane();
        Phones = new PhoneTracker(run.Root.OutlineOf, new DateTimeOffset(run.WallClock), s => witness.Told(s, this));
        if (run.Plan.KeepsEvents)
        {
            Phones.Restore(witness.EventJournal().Phones, Now);
        }

        Pool = new LeasePool(settings);
        _dhcp = new DhcpResponder(settings, Pool);
        _leases = new LeaseKeeper(new DhcpServerOptions { Settings = settings, JournalPath = journal }, Pool, Now, Raise, () => run.WallClock);
        _watch = new ForeignServerWatch(settings.ServerAddress, run.Plan.Seed + life, ForeignServerInterval);

        // A new process gets other ports from its system.
        _ports = Enumerable.Range(0, TransferPorts).Select(i => new FleetPort(this, (ushort)(40_000 + (16 * life) + i))).ToArray();
        _tftp = new TftpResponder(run.Files, new TftpSettings(), _ports.Select(p => p.Transfers).ToArray());
        _watch.Start(Now, this);
        _settledAt = Now + ForeignServerWait;
        run.At(run.Now + ForeignServerWait, Settle);
        Tick();
    }

    public int Life { get; }

    public bool Dead { get; private set; }

    /// <summary>Another DHCP server was heard, and this life ended for it.</summary>
    public bool GaveWay { get; private set; }

    public LeasePool Pool { get; }

    public PhoneTracker Phones { get; }

    public TimeSpan Now => _run.Now - _born;

    public int ActiveTransfers => _ports.Sum(p => p.Transfers.Active);

    /// <summary>What still waits for its time; null when nothing does.</summary>
    public TimeSpan? NextDeadline => _ports.Select(p => p.Transfers.NextDeadline).Append(_dhcp.NextDeadline).Min();

    public IReadOnlyList<ushort> Ports => _ports.Select(p => p.Own.Port).ToArray();

    public void ReceiveDhcp(byte[] packet)
    {
        if (Dead)
        {
            return;
        }

        if (_watch.Receive(packet, packet.Length, null, null, this) || GiveWay())
        {
            return;
        }

        if (Now < _settledAt)
        {
            _held.Enqueue(packet);
            return;
        }

        _dhcp.Receive(packet, packet.Length, Now, this);
        Schedule();
    }

    public void ReceiveTftp(byte[] packet, TftpPeer from, TftpPeer to)
    {
        if (Dead)
        {
            return;
        }

        if (to.Port == 69)
        {
            _tftp.Receive(packet, packet.Length, from, Now);
        }
        else
        {
            _ports.FirstOrDefault(p => p.Own.Port == to.Port)?.Transfers.Receive(packet, packet.Length, from, Now);
        }

        Schedule();
    }

    public void ProbeAnswered(IPAddress address, PhysicalAddress holder)
    {
        if (!Dead)
        {
            _dhcp.ProbeAnswered(address, holder, Now, this);
            Schedule();
        }
    }

    /// <summary>The process dies, now or at the next lease it writes.</summary>
    public void Kill(KillMoment moment, Action<KillMoment> killed)
    {
        _killed = killed;
        _kill = moment;
        if (moment == KillMoment.Anywhere)
        {
            Die();
        }
    }

    /// <summary>A kill that waited for a lease waits no more.</summary>
    public void Spare() => _kill = null;

    public IReadOnlyList<PhoneRecoveryStatus> Snapshot() => Phones.Snapshot(Now);

    public void Dispose() => _leases.Dispose();

    void IDhcpOutput.Send(byte[] datagram, int length, DhcpDelivery delivery)
    {
        if (Dead)
        {
            return;
        }

        byte[] packet = FleetWire.Copy(datagram, length);
        _witness.StationSends(packet);

        // It hears its own broadcasts, and must not take them for another server's.
        if (delivery.Kind == DhcpDeliveryKind.Broadcast)
        {
            _watch.Receive(packet, packet.Length, null, null, this);
        }

        _run.FromStation(packet, delivery);
    }

    void IDhcpOutput.Probe(IPAddress address)
    {
        if (!Dead)
        {
            _run.Probe(address, this);
        }
    }

    void IDhcpOutput.Record(Lease lease)
    {
        if (_kill is KillMoment.BeforeTheLeaseIsWritten or KillMoment.InTheMiddleOfTheLine)
        {
            Die();
        }

        if (Dead)
        {
            return;
        }

        _leases.Record(lease, Now, Raise);
        _witness.Recorded(lease);
        if (_kill == KillMoment.BetweenLineAndAck)
        {
            Die();
        }
    }

    void IDhcpOutput.Raise(DhcpEvent happening) => Raise(happening);

    private void Raise(DhcpEvent happening)
    {
        if (Dead)
        {
            return;
        }

        _witness.Happened(happening);
        _run.Trace.Write(_run.Now, "station", $"{happening.Kind} {(happening.Mac.GetAddressBytes().Length == 0 ? string.Empty : "SEP" + happening.Mac)} {happening.Address} {happening.Detail}");
        Phones.Observe(happening, Now);
    }

    private void Happened(TftpEvent happening, ushort port)
    {
        _witness.Happened(happening, port);
        _run.Trace.Write(_run.Now, "station", $"{happening.Kind} {happening.Client} {happening.File} {happening.Transfer} {happening.Acknowledged}/{happening.Length} {happening.Detail}");
        TimeSpan at = Now;
        _reports.Report(() => Observe(() => Phones.Observe(happening, at)));
    }

    private void Observe(Action action)
    {
        if (!Dead)
        {
            action();
        }
    }

    private void Die()
    {
        if (Dead)
        {
            return;
        }

        Dead = true;
        _run.Trace.Write(_run.Now, "station", $"life {Life} ends");
        _leases.Dispose();
        _killed?.Invoke(_kill ?? KillMoment.Anywhere);
    }

    private bool GiveWay()
    {
        if (_watch.Found is { } server && !Dead)
        {
            _run.Trace.Write(_run.Now, "station", $"gives way to {server.Address}");
            GaveWay = true;
            _witness.GaveWay(server);
            Die();
        }

        return Dead;
    }

    private void Settle()
    {
        while (_held.Count > 0 && !Dead)
        {
            byte[] packet = _held.Dequeue();
            _dhcp.Receive(packet, packet.Length, Now, this);
        }

        if (!Dead)
        {
            Schedule();
        }
    }

    private void Tick()
    {
        if (Dead)
        {
            return;
        }

        foreach (TftpProgress progress in _ports.SelectMany(p => p.Transfers.Progress))
        {
            Phones.Observe(progress, Now);
        }

        Phones.Tick(Now);
        _watch.Tick(Now, this);
        GiveWay();
        _run.At(_run.Now + Beat, Tick);
    }

    /// <summary>Wakes at the earliest deadline of any state machine; a wake-up that comes too early does nothing.</summary>
    private void Schedule()
    {
        TimeSpan next = (_dhcp.NextDeadline ?? TimeSpan.MaxValue);
        foreach (FleetPort port in _ports)
        {
            next = port.Transfers.NextDeadline < next ? port.Transfers.NextDeadline.Value : next;
        }

        if (!Dead && next < _wakeAt)
        {
            _wakeAt = next;
            _run.At(_born + next, Wake);
        }
    }

    private void Wake()
    {
        _wakeAt = TimeSpan.MaxValue;
        if (Dead)
        {
            return;
        }

        _dhcp.Tick(Now, this);
        foreach (FleetPort port in _ports)
        {
            port.Transfers.Tick(Now);
        }

        Schedule();
    }

    /// <summary>One of the ports that transfers come from.</summary>
    private sealed class FleetPort : ITftpOutput
    {
        private readonly FleetStation _station;

        public FleetPort(FleetStation station, ushort port)
        {
            _station = station;
            Own = new TftpPeer(TftpPeer.From(new IPEndPoint(station._run.Plan.Settings.ServerAddress, 0)).Address, port);
            Transfers = new TftpTransfers(new TftpSettings(), this);
        }

        public TftpPeer Own { get; }

        public TftpTransfers Transfers { get; }

        public void Send(byte[] datagram, int length, TftpPeer to)
        {
            byte[] packet = FleetWire.Copy(datagram, length);
            _station._witness.StationSends(packet, Own, to);
            _station._run.FromStation(packet, Own, to);
        }

        public void Raise(TftpEvent happening) => _station.Happened(happening, Own.Port);
    }
}
