using System;
using System.Collections.Generic;
using System.Net;
using CiscoPhoneRecovery.Simulation;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>A phone's jack, and what is true of the phone, whatever the station thinks.</summary>
internal sealed class FleetJack : ISoftwarePhonePort, IDisposable
{
    public const ushort TftpPort = 49152;

    private readonly FleetRun _run;
    private TimeSpan _wakeAt = TimeSpan.MaxValue;
    private int _generation;
    private string? _lastAsked;

    public FleetJack(FleetRun run, FleetPhone plan)
    {
        _run = run;
        Plan = plan;
        Phone = new SoftwarePhone(plan.Profile, this);
        Name = "SEP" + plan.Profile.Mac;
    }

    public FleetPhone Plan { get; }

    public FleetPlug Plug { get; } = new();

    public SoftwarePhone Phone { get; private set; }

    public string Name { get; }

    /// <summary>The address it uses at this moment; 0 for none.</summary>
    public uint Uses { get; private set; }

    /// <summary>Unplugged for good, or taken away when it was done.</summary>
    public bool Gone { get; private set; }

    /// <summary>Its new load ran at least once since the last reset.</summary>
    public bool Installed { get; private set; }

    /// <summary>The station said that it is recovered, since the last reset.</summary>
    public bool ToldRecovered { get; set; }

    /// <summary>Its new load ran before it was reset.</summary>
    public bool WasInstalled { get; private set; }

    /// <summary>When it was last reset; what the station learns late may be of the time before.</summary>
    public TimeSpan ResetAt { get; private set; } = TimeSpan.MinValue;

    /// <summary>The station's life in which it began the attempt under way, or the last one.</summary>
    public int AttemptLife { get; private set; }

    /// <summary>Read requests it sent itself, by file; copies that the network makes do not count.</summary>
    public Dictionary<string, int> Asked { get; } = new(StringComparer.OrdinalIgnoreCase);

    public bool Running => Phone.Stage == SoftwarePhoneStage.Running;

    /// <summary>Since when it has been reading its load without a boot in between; null when it is not.</summary>
    public TimeSpan? ReadsSince { get; private set; }

    /// <summary>The stage it was in when it lost power for good.</summary>
    public SoftwarePhoneStage StageWhenGone { get; private set; }

    public int FilesWhenGone { get; private set; }

    public void PowerOn() => Do(p => p.PowerOn(_run.Now), "power on");

    public void PowerOff(bool forGood)
    {
        if (forGood && !Gone)
        {
            Gone = true;
            StageWhenGone = Phone.Stage;
            FilesWhenGone = Phone.Files.Count;
        }

        Do(p => p.PowerOff(), forGood ? "unplugged for good" : "power cut");
    }

    /// <summary>Formats its flash: load and address are forgotten.</summary>
    public void Reset()
    {
        Phone.Dispose();
        Phone = new SoftwarePhone(Plan.Profile, this);
        WasInstalled |= Installed;
        Installed = false;
        ToldRecovered = false;
        ResetAt = _run.Now;
        _generation++;
        _wakeAt = TimeSpan.MaxValue;
    }

    public void ReceiveDhcp(byte[] packet)
    {
        if (Phone.Stage != SoftwarePhoneStage.Off)
        {
            Do(p => p.ReceiveDhcp(packet, packet.Length, _run.Now), null);
        }
    }

    public void ReceiveTftp(byte[] packet, TftpPeer from)
    {
        if (packet[1] == 5)
        {
            Trace($"gets ERROR {packet[3]} while {Phone.Stage}");
        }

        Do(p => p.ReceiveTftp(packet, packet.Length, from, _run.Now), null);
    }

    public void BroadcastDhcp(byte[] datagram, int length) => _run.ToServers(Plug, FleetWire.Copy(datagram, length));

    public void UseAddress(IPAddress address)
    {
        // What it uses is told by Phone.UsesAddress after each step.
    }

    public void SendTftp(byte[] datagram, int length, TftpPeer to)
    {
        byte[] packet = FleetWire.Copy(datagram, length);
        if (packet[1] == 1)
        {
            string file = System.Text.Encoding.ASCII.GetString(packet, 2, Array.IndexOf(packet, (byte)0, 2) - 2);
            Asked[file] = Asked.GetValueOrDefault(file) + 1;
            Trace(_lastAsked == file ? $"asks again for {file}" : $"asks for {file}");
            _lastAsked = file;
        }

        // The phone's own address, also in the very step in which it gets it.
        _run.ToStation(Plug, packet, new TftpPeer(TftpPeer.From(new IPEndPoint(Phone.Address!, TftpPort)).Address, TftpPort), to);
    }

    public void Dispose() => Phone.Dispose();

    private void Do(Action<SoftwarePhone> action, string? why)
    {
        SoftwarePhoneStage before = Phone.Stage;
        int files = Phone.Files.Count;
        if (why is not null)
        {
            Trace(why);
        }

        action(Phone);
        Follow(before, files);
        TimeSpan next = Phone.NextDeadline ?? TimeSpan.MaxValue;
        if (next < _wakeAt)
        {
            int generation = _generation;
            _wakeAt = next;
            _run.At(next, () => Wake(generation));
        }
    }

    private void Follow(SoftwarePhoneStage before, int filesBefore)
    {
        uint uses = Phone.UsesAddress ? TftpPeer.From(new IPEndPoint(Phone.Address!, 0)).Address : 0;
        if (uses != Uses)
        {
            uint former = Uses;
            Uses = uses;
            Trace(uses == 0 ? "uses no address" : $"uses {Phone.Address}");
            _run.AddressChanged(this, former);
        }

        if (Phone.Files.Count == 1 && filesBefore != 1)
        {
            AttemptLife = _run.Life;
        }

        bool reads = Phone.Files.Count > 0 && Phone.Stage is SoftwarePhoneStage.ReadingImages or SoftwarePhoneStage.WritingFlash;
        ReadsSince = reads ? ReadsSince ?? _run.Now : null;
        if (before != Phone.Stage)
        {
            Trace($"{before} -> {Phone.Stage}");
            Installed |= Phone.Stage is SoftwarePhoneStage.AskingForConfiguration or SoftwarePhoneStage.Running;
            if (Running && Plan.StaysFor is { } stay)
            {
                _run.At(_run.Now + stay, () => PowerOff(forGood: true));
            }
        }
    }

    private void Wake(int generation)
    {
        if (generation == _generation)
        {
            _wakeAt = TimeSpan.MaxValue;
            Do(p => p.Tick(_run.Now), null);
        }
    }

    private void Trace(string what) => _run.Trace.Write(_run.Now, Name, what);
}
