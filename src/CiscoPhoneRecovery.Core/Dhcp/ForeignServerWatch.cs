using System;
using System.Collections.Generic;
using System.Net;
using System.Net.NetworkInformation;
using System.Text;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>
/// Looks for another DHCP server: by DISCOVERs of its own from a hardware address that no device has, by every server's message overheard,
/// and by clients that name another server. A state machine like the responder. Not thread-safe.
/// </summary>
public sealed class ForeignServerWatch
{
    private const int ServerPort = 67;
    private const int MostServersReported = 16;

    private readonly uint _own;
    private readonly byte[] _probeMac;
    private readonly TimeSpan _interval;
    private readonly HashSet<uint> _known = new();
    private readonly DhcpPacket _packet = new();
    private readonly DhcpPacketWriter _writer = new();
    private uint _transaction;
    private TimeSpan _nextProbe;
    private bool _started;

    /// <param name="own">This server's address.</param>
    /// <param name="seed">Any number; makes the probes of this server unlike those of another.</param>
    /// <param name="interval">Time between probes.</param>
    public ForeignServerWatch(IPAddress own, int seed, TimeSpan interval)
    {
        _own = Ipv4.ToUInt32(own);
        _interval = interval > TimeSpan.Zero ? interval : TimeSpan.FromSeconds(30);
        _transaction = (uint)seed;

        // 02: locally administered, unicast (IEEE 802); no manufacturer ships it.
        _probeMac = new byte[] { 0x02, 0x43, (byte)(seed >> 24), (byte)(seed >> 16), (byte)(seed >> 8), (byte)seed };
    }

    /// <summary>The first server found, or null.</summary>
    public ForeignServer? Found { get; private set; }

    /// <summary>When <see cref="Tick"/> is to be called next; null before <see cref="Start"/>.</summary>
    public TimeSpan? NextDeadline => _started ? _nextProbe : null;

    /// <summary>Sends the first probe.</summary>
    public void Start(TimeSpan now, IDhcpOutput output)
    {
        _started = true;
        Probe(now, output);
    }

    /// <summary>Sends a probe when one is due.</summary>
    public void Tick(TimeSpan now, IDhcpOutput output)
    {
        if (_started && now >= _nextProbe)
            Probe(now, output);
    }

    /// <summary>Takes a datagram heard on port 67 or 68.</summary>
    /// <param name="datagram">The UDP payload.</param>
    /// <param name="length">Its octets.</param>
    /// <param name="source">Who sent it, by its IP header; null when not known.</param>
    /// <param name="sourceMac">Who sent it, by its frame; null when not known.</param>
    /// <param name="output">Gets one <see cref="DhcpEventKind.ForeignServer"/> for each server found.</param>
    /// <returns>True for a probe of ours that came back: nobody else is to see it.</returns>
    public bool Receive(byte[] datagram, int length, IPAddress? source, PhysicalAddress? sourceMac, IDhcpOutput output)
    {
        if (_packet.Read(datagram, length) != DhcpParseError.None)
            return false;
        bool ours = IsOurProbe();
        if (_packet.Op == DhcpPacket.BootReply)
            HearServer(ours, source, sourceMac, output);
        else if (!ours)
            HearClient(output);
        return ours && _packet.Op == DhcpPacket.BootRequest;
    }

    private void HearServer(bool answersProbe, IPAddress? source, PhysicalAddress? sourceMac, IDhcpOutput output)
    {
        if (_packet.MessageType is not (DhcpMessageType.Offer or DhcpMessageType.Ack or DhcpMessageType.Nak))
            return;
        if (!_packet.Options.TryGetUInt32(DhcpOptionCode.ServerIdentifier, out uint server) || server == 0)
            server = source is null ? 0 : Ipv4.ToUInt32(source);

        // This server's own replies come back to it as broadcasts; but it never answers a probe, so who does is another with its address.
        if (server == 0 || (server == _own && !answersProbe))
            return;
        string what = _packet.MessageType switch
        {
            DhcpMessageType.Offer => "offered",
            DhcpMessageType.Ack => "gave",
            _ => "refused",
        };
        string address = _packet.MessageType == DhcpMessageType.Nak ? "an address" : Ipv4.ToAddress(_packet.YourAddress).ToString();
        Report(server, sourceMac, answersProbe ? $"it {what} {address} to a probe" : $"it {what} {address} to {_packet.Mac}", output);
    }

    // A client that chooses among offers, or declines one, names the server in option 54; a RELEASE may be for a server left long ago.
    private void HearClient(IDhcpOutput output)
    {
        bool names = _packet.MessageType is DhcpMessageType.Request or DhcpMessageType.Decline;
        if (names && _packet.Options.TryGetUInt32(DhcpOptionCode.ServerIdentifier, out uint server) && server != _own && server != 0)
            Report(server, null, $"{_packet.Mac} asked it for an address", output);
    }

    private void Report(uint server, PhysicalAddress? mac, string evidence, IDhcpOutput output)
    {
        // Bounded, because a hostile client can name any number of servers.
        if (_known.Count >= MostServersReported || !_known.Add(server))
            return;
        var found = new ForeignServer(Ipv4.ToAddress(server), mac ?? PhysicalAddress.None, evidence);
        Found ??= found;
        output.Raise(new DhcpEvent(DhcpEventKind.ForeignServer, found.Mac, found.Address, Detail: $"another DHCP server: {evidence}"));
    }

    private void Probe(TimeSpan now, IDhcpOutput output)
    {
        _nextProbe = now > TimeSpan.MaxValue - _interval ? TimeSpan.MaxValue : now + _interval;
        _transaction = unchecked(_transaction * 1664525 + 1013904223);
        _writer.Begin(DhcpPacket.BootRequest);
        _writer.SetHardware(1, 6, _probeMac);
        _writer.SetTransaction(_transaction, 0, DhcpPacket.BroadcastFlag);
        _writer.Add(DhcpOptionCode.MessageType, (byte)DhcpMessageType.Discover);

        // Dressed as a phone, because a server that only answers phones is the one that harms most.
        _writer.Add(DhcpOptionCode.VendorClass, Encoding.ASCII.GetBytes("Cisco Systems, Inc. IP Phone\0"));
        _writer.Add(DhcpOptionCode.ParameterRequestList, new byte[] { DhcpOptionCode.SubnetMask, DhcpOptionCode.Router });
        int length = _writer.Finish();
        output.Send(_writer.Buffer, length, DhcpDelivery.Broadcast(ServerPort));
    }

    private bool IsOurProbe()
    {
        if (_packet.HardwareLength != _probeMac.Length)
            return false;
        for (int i = 0; i < _probeMac.Length; i++)
        {
            if (_packet.Hardware[i] != _probeMac[i])
                return false;
        }

        return true;
    }
}
