using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>The station's own state machines, DHCP, TFTP and phones, on a virtual wire instead of sockets.</summary>
internal sealed class VirtualStation : IDhcpOutput
{
    private const ushort FirstTransferPort = 50_000;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private readonly EventQueue _events;
    private readonly DhcpResponder _dhcp;
    private readonly TftpResponder _tftp;
    private readonly TransferPort[] _ports;
    private readonly Action<byte[], int> _broadcast;
    private readonly ReportLane _dhcpReports;
    private readonly ReportLane _tftpReports;
    private TimeSpan _wakeAt = TimeSpan.MaxValue;

    public VirtualStation(
        EventQueue events, DhcpSettings settings, ITftpFiles files, PhoneTracker phones,
        Action<byte[], int> broadcast, Action<byte[], int, TftpPeer, TftpPeer> send,
        Func<ReportLane> newLane)
    {
        _events = events;
        _broadcast = broadcast;
        _dhcpReports = newLane();
        _tftpReports = newLane();
        Phones = phones;
        Pool = new LeasePool(settings);
        _dhcp = new DhcpResponder(settings, Pool);
        uint address = TftpPeer.From(new IPEndPoint(settings.ServerAddress, 0)).Address;
        _ports = Enumerable.Range(0, 2)
            .Select(i => new TransferPort(new TftpPeer(address, (ushort)(FirstTransferPort + i)), send, Happened)).ToArray();
        _tftp = new TftpResponder(files, new TftpSettings(), _ports.Select(p => p.Transfers).ToArray());
        Tick();
    }

    public PhoneTracker Phones { get; }

    public LeasePool Pool { get; }

    public List<Lease> Recorded { get; } = new();

    /// <summary>What the TFTP server reported, and when.</summary>
    public List<(TimeSpan At, TftpEvent Event)> Transfers { get; } = new();

    public int ActiveTransfers => _ports.Sum(p => p.Transfers.Active);

    public void ReceiveDhcp(byte[] datagram, int length)
    {
        _dhcp.Receive(datagram, length, _events.Now, this);
        Schedule();
    }

    public void ReceiveTftp(byte[] datagram, int length, TftpPeer from, int port)
    {
        if (port == 69)
        {
            _tftp.Receive(datagram, length, from, _events.Now);
        }
        else if (port >= FirstTransferPort && port < FirstTransferPort + _ports.Length)
        {
            _ports[port - FirstTransferPort].Transfers.Receive(datagram, length, from, _events.Now);
        }

        Schedule();
    }

    void IDhcpOutput.Send(byte[] datagram, int length, DhcpDelivery delivery) => _broadcast(datagram, length);

    void IDhcpOutput.Probe(IPAddress address)
    {
        // Nobody else lives on the virtual wire, so no probe is answered.
    }

    void IDhcpOutput.Record(Lease lease) => Recorded.Add(lease);

    void IDhcpOutput.Raise(DhcpEvent happening)
    {
        TimeSpan at = _events.Now;
        _dhcpReports.Report(() => Phones.Observe(happening, at));
    }

    private void Happened(TftpEvent happening)
    {
        Transfers.Add((_events.Now, happening));
        TimeSpan at = _events.Now;
        _tftpReports.Report(() => Phones.Observe(happening, at));
    }

    private void Tick()
    {
        foreach (TftpProgress progress in _ports.SelectMany(p => p.Transfers.Progress))
        {
            Phones.Observe(progress, _events.Now);
        }

        Phones.Tick(_events.Now);
        _events.At(_events.Now + Beat, Tick);
    }

    /// <summary>Wakes at the earliest deadline of any state machine; a wake-up that comes too early does nothing.</summary>
    private void Schedule()
    {
        TimeSpan next = _ports.Select(p => p.Transfers.NextDeadline).Append(_dhcp.NextDeadline).Min() ?? TimeSpan.MaxValue;
        if (next >= _wakeAt)
        {
            return;
        }

        _wakeAt = next;
        _events.At(next, Wake);
    }

    private void Wake()
    {
        _wakeAt = TimeSpan.MaxValue;
        _dhcp.Tick(_events.Now, this);
        foreach (TransferPort port in _ports)
        {
            port.Transfers.Tick(_events.Now);
        }

        Schedule();
    }

    private sealed class TransferPort : ITftpOutput
    {
        private readonly TftpPeer _own;
        private readonly Action<byte[], int, TftpPeer, TftpPeer> _send;
        private readonly Action<TftpEvent> _happened;

        public TransferPort(TftpPeer own, Action<byte[], int, TftpPeer, TftpPeer> send, Action<TftpEvent> happened)
        {
            _own = own;
            _send = send;
            _happened = happened;
            Transfers = new TftpTransfers(new TftpSettings(), this);
        }

        public TftpTransfers Transfers { get; }

        public void Send(byte[] datagram, int length, TftpPeer to) => _send(datagram, length, _own, to);

        public void Raise(TftpEvent happening) => _happened(happening);
    }
}
