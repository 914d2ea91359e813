using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Simulation;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>
/// One run of a plan, in virtual time: a switch, phones, the station's lives one after the other, strangers, and a witness that sees
/// everything. Ends with a violation or with none.
/// </summary>
internal sealed class FleetRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);
    private static readonly TimeSpan Drain = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>More than any sound run needs by far: a storm of packets between two state machines ends here.</summary>
    private const long MostEvents = 20_000_000;

    private readonly EventQueue _events = new();
    private readonly FleetWire _wire;
    private readonly Random _random;
    private readonly FleetWitness _witness;
    private readonly FleetJack[] _jacks;
    private readonly Dictionary<string, FleetJack> _byMac;
    private readonly Dictionary<uint, FleetJack> _users = new();
    private readonly HashSet<uint> _squatters;
    private readonly FleetPlug _stationPlug = new();
    private readonly FleetPlug _routerPlug = new();
    private readonly string? _journal;
    private readonly FleetFaults _faults;

    public FleetRun(FleetPlan plan, FleetTrace trace)
    {
        Plan = plan;
        Trace = trace;
        Root = FleetRoot.Without(plan.MissingFamily);
        Files = new MemoryFiles(Root.Files);
        _random = new Random(plan.Seed ^ 0x5EED);
        _wire = new FleetWire(_events, plan.Wire, _random);
        _jacks = plan.Phones.Select(p => new FleetJack(this, p)).ToArray();
        _byMac = _jacks.ToDictionary(j => j.Plan.Profile.Mac.ToString());
        _squatters = plan.Faults.OfType<Squatter>().Select(s => FleetWitness.Number(s.Address)).ToHashSet();
        _witness = new FleetWitness(this);
        bool restarts = plan.Faults.Any(f => f is StationKill or ForeignServerPluggedIn);
        _journal = restarts ? Path.Combine(Scratch, $"fleet-{Environment.ProcessId}-{Guid.NewGuid():N}.leases") : null;
        _faults = new FleetFaults(this, _stationPlug, _journal);
        Station = Start();
    }

    public FleetPlan Plan { get; }

    public FleetTrace Trace { get; }

    public FleetRoot Root { get; }

    public MemoryFiles Files { get; }

    public FleetStation Station { get; private set; }

    /// <summary>How often the station was started.</summary>
    public int Life { get; private set; }

    public IReadOnlyList<FleetJack> Jacks => _jacks;

    /// <summary>The router with a DHCP server of its own, while it is plugged in.</summary>
    public FleetRouter? Router { get; set; }

    public TimeSpan Now => _events.Now;

    public long PacketsSent => _wire.Sent;

    /// <summary>How far somebody moved the PC's clock.</summary>
    public TimeSpan ClockStep { get; set; }

    public DateTime WallClock => new DateTime(2026, 3, 1, 8, 0, 0, DateTimeKind.Utc) + Now + ClockStep;

    /// <summary>In memory where the system has that: a journal is flushed to its device.</summary>
    private static string Scratch { get; } = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    /// <summary>Plays the plan to its end.</summary>
    /// <exception cref="FleetViolation">A rule was broken.</exception>
    public void Play()
    {
        foreach (FleetJack jack in _jacks)
        {
            At(jack.Plan.PluggedInAt, jack.PowerOn);
        }

        _faults.Schedule();
        bool done = false;
        int looks = 0;
        void LookAround()
        {
            if (++looks % 5 == 0)
            {
                FleetVerdict.CheckReaders(this);
            }

            done = Now >= Plan.FaultsEnd && !Station.Dead && _jacks.All(j => FleetVerdict.IsSettled(j, this)) && FleetVerdict.StationKnows(this);
            if (!done)
            {
                At(Now + Look, LookAround);
            }
        }

        At(Look, LookAround);
        TimeSpan end = Plan.FaultsEnd + Patience;
        for (long steps = 0; !done; steps++)
        {
            if (!_events.Step(end) || steps > MostEvents)
            {
                throw FleetVerdict.Stuck(this, steps > MostEvents ? "after 20 million events" : "an hour after the last fault");
            }
        }

        Trace.Write(Now, "fault", "all done; the rest goes quiet");
        Station.Spare();
        foreach (FleetJack jack in _jacks.Where(j => !j.Running && !j.Gone))
        {
            jack.PowerOff(forGood: false);
        }

        for (end = Now + Drain; _events.Step(end);)
        {
        }

        FleetVerdict.Check(this, _witness);
    }

    public void At(TimeSpan moment, Action action) => _events.At(moment, action);

    public ReportLane NewLane() => new(_events, _random, Plan.Wire.MaxReportDelay);

    public FleetJack? JackOf(string mac) => _byMac.GetValueOrDefault(mac);

    public FleetJack? UserOf(uint address) => _users.GetValueOrDefault(address);

    public bool IsSquatted(uint address) => _squatters.Contains(address);

    /// <summary>Starts a station from what its journal holds.</summary>
    public FleetStation Start()
    {
        Life++;
        _witness.NewLife();
        Trace.Write(Now, "station", $"life {Life} begins");
        return Station = new FleetStation(this, _witness, Life, _journal);
    }

    public void AddressChanged(FleetJack jack, uint former)
    {
        if (former != 0 && _users.GetValueOrDefault(former) == jack)
        {
            _users.Remove(former);
        }

        if (jack.Uses != 0)
        {
            _witness.Uses(jack, _users.GetValueOrDefault(jack.Uses));
            _users[jack.Uses] = jack;
        }
    }

    /// <summary>A broadcast to port 67.</summary>
    public void ToServers(FleetPlug from, byte[] packet)
    {
        FleetStation station = Station;
        _wire.Carry(from, _stationPlug, packet, station.ReceiveDhcp);
        if (Router is { } router)
        {
            _wire.Carry(from, _routerPlug, packet, router.Receive);
        }
    }

    public void ToStation(FleetPlug from, byte[] packet, TftpPeer source, TftpPeer to)
    {
        if (to.Address == FleetWitness.Number(Plan.Settings.ServerAddress))
        {
            // Whoever is the station when it arrives; a dead one's ports are nobody's.
            _wire.Carry(from, _stationPlug, packet, p => Station.ReceiveTftp(p, source, to));
        }
    }

    public void FromStation(byte[] packet, TftpPeer source, TftpPeer to)
    {
        FleetJack? jack = UserOf(to.Address);
        if (jack is not null && to.Port == FleetJack.TftpPort)
        {
            _wire.Carry(_stationPlug, jack.Plug, packet, p =>
            {
                if (jack.Uses == to.Address)
                {
                    jack.ReceiveTftp(p, source);
                }
            });
        }
    }

    public void FromStation(byte[] packet, DhcpDelivery delivery)
    {
        if (delivery.Port == 67 && Router is { } router)
        {
            _wire.Carry(_stationPlug, _routerPlug, packet, router.Receive);
        }
        else if (delivery.Kind == DhcpDeliveryKind.Unicast)
        {
            if (UserOf(FleetWitness.Number(delivery.Address)) is { } jack)
            {
                _wire.Carry(_stationPlug, jack.Plug, packet, jack.ReceiveDhcp);
            }
        }
        else
        {
            ToPhones(_stationPlug, packet);
        }
    }

    /// <summary>A router's broadcast: the phones hear it, and the station does.</summary>
    public void FromRouter(byte[] packet)
    {
        FleetStation station = Station;
        _wire.Carry(_routerPlug, _stationPlug, packet, station.ReceiveDhcp);
        ToPhones(_routerPlug, packet);
    }

    /// <summary>An ARP request for an address, and the answer of whoever has it.</summary>
    public void Probe(IPAddress address, FleetStation station)
    {
        uint number = FleetWitness.Number(address);
        FleetJack? user = UserOf(number);
        FleetPlug? plug = IsSquatted(number) ? new FleetPlug() : user?.Plug;
        if (plug is not null)
        {
            byte[] request = { 1 };
            PhysicalAddress holder = user?.Plan.Profile.Mac ?? PhysicalAddress.Parse("525400FFFFFF");
            _wire.Carry(_stationPlug, plug, request, p => _wire.Carry(plug, _stationPlug, p, _ => station.ProbeAnswered(address, holder)));
        }
    }

    public void Dispose()
    {
        Station.Dispose();
        foreach (FleetJack jack in _jacks)
        {
            jack.Dispose();
        }

        if (_journal is not null)
        {
            foreach (string ending in new[] { string.Empty, ".lock", ".new", ".damaged" })
            {
                File.Delete(_journal + ending);
            }
        }
    }

    /// <summary>Every phone hears a broadcast; of a large fleet only the one that it is for, because the others drop it by its MAC.</summary>
    private void ToPhones(FleetPlug from, byte[] packet)
    {
        if (_jacks.Length > 20)
        {
            if (JackOf(FleetWitness.MacOf(packet)) is { } only)
            {
                _wire.Carry(from, only.Plug, packet, only.ReceiveDhcp);
            }

            return;
        }

        foreach (FleetJack jack in _jacks)
        {
            _wire.Carry(from, jack.Plug, packet, jack.ReceiveDhcp);
        }
    }
}
