using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>Makes a plan's faults happen.</summary>
internal sealed class FleetFaults
{
    private static readonly TimeSpan TimeToRestart = TimeSpan.FromSeconds(10);

    private readonly FleetRun _run;
    private readonly FleetPlug _station;
    private readonly string? _journal;
    private readonly FleetPlug _strangers = new();

    public FleetFaults(FleetRun run, FleetPlug station, string? journal)
    {
        _run = run;
        _station = station;
        _journal = journal;
    }

    public void Schedule()
    {
        foreach (FleetFault fault in _run.Plan.Faults)
        {
            _run.At(fault.At, () =>
            {
                _run.Trace.Write(_run.Now, "fault", fault.ToString());
                Begin(fault);
            });
        }

        if (_run.Plan.Faults.OfType<ForeignServerPluggedIn>().Any())
        {
            RestartWhenItGaveWay();
        }
    }

    private void Begin(FleetFault fault)
    {
        switch (fault)
        {
            case PowerCut cut:
                Begin(cut);
                break;
            case StationKill kill:
                _run.Station.Kill(kill.Moment, moment => Killed(kill, moment));
                break;
            case ForeignServerPluggedIn:
                var router = new FleetRouter(_run);
                _run.Router = router;
                _run.At(fault.Until, () =>
                {
                    // It looks every 30 s, and hears whatever phone the other one answers.
                    if (_run.Plan.WireIsSound && !_run.Station.GaveWay)
                    {
                        throw new FleetViolation("the station works beside another DHCP server", $"for {(fault.Until - fault.At).TotalSeconds:0} s");
                    }

                    _run.Router = null;
                });
                break;
            case Partition partition:
                FleetPlug[] plugs = partition.Phones.Count == 0
                    ? new[] { _station }
                    : _run.Jacks.Where(j => partition.Phones.Contains(j.Plan.Number)).Select(j => j.Plug).ToArray();
                Array.ForEach(plugs, p => p.CutOff = true);
                _run.At(fault.Until, () => Array.ForEach(plugs, p => p.CutOff = false));
                break;
            case FileReplaced replaced when _run.Root.Files.ContainsKey(replaced.Name):
                _run.Files.Replace(replaced.Name, _run.Root.OtherContent(replaced.Name));
                break;
            case Stranger stranger:
                Bother(stranger, new Random(_run.Plan.Seed + stranger.Number));
                break;
            default:
                break;
        }
    }

    private void Begin(PowerCut cut)
    {
        FleetJack? jack = _run.Jacks.FirstOrDefault(j => j.Plan.Number == cut.Phone);
        if (jack is null || jack.Gone)
        {
            return;
        }

        jack.PowerOff(cut.ForGood);
        if (cut.Reset && !cut.ForGood)
        {
            jack.Reset();
        }

        _run.At(cut.Until, () =>
        {
            if (!jack.Gone)
            {
                jack.PowerOn();
            }
        });
    }

    private void Killed(StationKill kill, KillMoment moment)
    {
        if (moment == KillMoment.InTheMiddleOfTheLine)
        {
            File.AppendAllText(_journal!, "9a0b1c2d 001BD4000001 10.1.1.", Encoding.ASCII);
        }

        _run.ClockStep += kill.ClockStep;
        TimeSpan again = _run.Now + TimeSpan.FromSeconds(1);
        _run.At(kill.Until > again ? kill.Until : again, () => _run.Start());
    }

    /// <summary>The technician reads why the station stopped, unplugs the router and starts it again.</summary>
    private void RestartWhenItGaveWay()
    {
        if (_run.Station.GaveWay && _run.Router is null)
        {
            _run.Start();
        }

        _run.At(_run.Now + TimeToRestart, RestartWhenItGaveWay);
    }

    private void Bother(Stranger stranger, Random random)
    {
        if (_run.Now >= stranger.Until)
        {
            return;
        }

        var server = TftpPeer.From(new System.Net.IPEndPoint(_run.Plan.Settings.ServerAddress, 69));
        IReadOnlyList<ushort> ports = _run.Station.Ports;
        ushort port = ports[random.Next(ports.Count)];
        ushort own = (ushort)random.Next(1, 65536);
        switch (stranger.Kind)
        {
            case StrangerKind.Laptop:
                _run.ToServers(_strangers, StrangerPackets.Discover(stranger.Number, random));
                break;
            case StrangerKind.DhcpGarbage:
                byte[] garbage = StrangerPackets.Discover(stranger.Number, random);
                StrangerPackets.Damage(garbage, 236, random);
                _run.ToServers(_strangers, random.Next(3) == 0 ? StrangerPackets.Noise(random) : garbage);
                break;
            case StrangerKind.TftpGarbage:
                byte[] request = random.Next(2) == 0 ? StrangerPackets.Noise(random) : StrangerPackets.Read(AnyName(random));
                StrangerPackets.Damage(request, 0, random);
                Send(stranger, own, request, random.Next(2) == 0 ? (ushort)69 : port);
                break;
            case StrangerKind.StrayAcks:
                Send(stranger, random.Next(2) == 0 ? FleetJack.TftpPort : own, new byte[] { 0, 4, 0, (byte)random.Next(8) }, port);
                break;
            case StrangerKind.HalfOpenReads:
                Send(stranger, own, StrangerPackets.Read(AnyName(random)), 69);
                break;
        }

        _run.At(_run.Now + stranger.Interval, () => Bother(stranger, random));

        void Send(Stranger from, ushort fromPort, byte[] packet, ushort to) => _run.ToStation(
            _strangers, packet, TftpPeer.From(new System.Net.IPEndPoint(from.Address, fromPort)), new TftpPeer(server.Address, to));
    }

    private string AnyName(Random random) => _run.Root.Names[random.Next(_run.Root.Names.Length)];
}
