using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>
/// A whole recovery in virtual time: the station's DHCP, TFTP and phone tracking, software phones and a wire that can be as bad as
/// wished. The same seed gives the same run, packet for packet.
/// </summary>
public sealed class VirtualRecovery : IDisposable
{
    private readonly EventQueue _events = new();
    private readonly VirtualWire _wire;
    private readonly VirtualStation _station;
    private readonly List<Jack> _jacks = new();
    private readonly Dictionary<uint, Jack> _byAddress = new();

    /// <param name="settings">The network.</param>
    /// <param name="files">The root.</param>
    /// <param name="outlineOf">The bundle behind a manifest.</param>
    /// <param name="conditions">What the wire does to packets.</param>
    /// <param name="seed">Decides every loss and delay.</param>
    public VirtualRecovery(DhcpSettings settings, ITftpFiles files, Func<string, BundleOutline?> outlineOf, NetworkConditions conditions, int seed)
    {
        var random = new Random(seed);
        _wire = new VirtualWire(_events, conditions, random);
        var tracker = new PhoneTracker(outlineOf, new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero), Changes.Add);
        _station = new VirtualStation(_events, settings, files, tracker, BroadcastToPhones, SendToPhone,
            () => new ReportLane(_events, random, conditions.MaxReportDelay));
    }

    /// <summary>Every change of every phone, in order, as the station saw it.</summary>
    public List<PhoneRecoveryStatus> Changes { get; } = new();

    public IReadOnlyList<SoftwarePhone> SoftwarePhones => _jacks.Select(j => j.Phone).ToList();

    public IReadOnlyList<PhoneRecoveryStatus> Phones => _station.Phones.Snapshot(_events.Now);

    public IReadOnlyList<Lease> Leases => _station.Pool.Leases;

    /// <summary>What the TFTP server reported, and when.</summary>
    public IReadOnlyList<(TimeSpan At, TftpEvent Event)> Transfers => _station.Transfers;

    public int ActiveTransfers => _station.ActiveTransfers;

    public TimeSpan Now => _events.Now;

    public long PacketsSent => _wire.Sent;

    /// <summary>Plugs a phone in and powers it on at a moment.</summary>
    public SoftwarePhone PowerOn(SoftwarePhoneProfile profile, TimeSpan at)
    {
        var jack = new Jack(this, profile);
        _jacks.Add(jack);
        _events.At(at, () => jack.Do(p => p.PowerOn(_events.Now)));
        return jack.Phone;
    }

    /// <summary>Anything else at a moment: pull a plug, replace a file.</summary>
    public void At(TimeSpan moment, Action action) => _events.At(moment, action);

    /// <summary>Lets virtual time pass until a condition holds; false when it does not by <paramref name="end"/>.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan end)
    {
        while (!condition())
        {
            if (!_events.Step(end))
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose()
    {
        foreach (Jack jack in _jacks)
        {
            jack.Phone.Dispose();
        }
    }

    private void BroadcastToPhones(byte[] datagram, int length)
    {
        foreach (Jack jack in _jacks)
        {
            _wire.Carry(datagram, length, (packet, size) => jack.Do(p => p.ReceiveDhcp(packet, size, _events.Now)));
        }
    }

    private void SendToPhone(byte[] datagram, int length, TftpPeer from, TftpPeer to) =>
        _wire.Carry(datagram, length, (packet, size) =>
        {
            if (_byAddress.TryGetValue(to.Address, out Jack? jack) && to.Port == Jack.TftpPort)
            {
                jack.Do(p => p.ReceiveTftp(packet, size, from, _events.Now));
            }
        });

    /// <summary>A phone's network jack on the virtual wire.</summary>
    private sealed class Jack : ISoftwarePhonePort
    {
        public const ushort TftpPort = 49152;

        private readonly VirtualRecovery _owner;
        private TftpPeer _own;
        private TimeSpan _wakeAt = TimeSpan.MaxValue;

        public Jack(VirtualRecovery owner, SoftwarePhoneProfile profile)
        {
            _owner = owner;
            Phone = new SoftwarePhone(profile, this);
        }

        public SoftwarePhone Phone { get; }

        /// <summary>Does something to the phone and sees to it that it is woken at its next deadline.</summary>
        public void Do(Action<SoftwarePhone> action)
        {
            action(Phone);
            TimeSpan next = Phone.NextDeadline ?? TimeSpan.MaxValue;
            if (next < _wakeAt)
            {
                _wakeAt = next;
                _owner._events.At(next, Wake);
            }
        }

        public void BroadcastDhcp(byte[] datagram, int length) => _owner._wire.Carry(datagram, length, _owner._station.ReceiveDhcp);

        public void UseAddress(IPAddress address)
        {
            _own = TftpPeer.From(new IPEndPoint(address, TftpPort));
            _owner._byAddress[_own.Address] = this;
        }

        public void SendTftp(byte[] datagram, int length, TftpPeer to)
        {
            TftpPeer own = _own;
            _owner._wire.Carry(datagram, length, (packet, size) => _owner._station.ReceiveTftp(packet, size, own, to.Port));
        }

        private void Wake()
        {
            _wakeAt = TimeSpan.MaxValue;
            Do(p => p.Tick(_owner._events.Now));
        }
    }
}
