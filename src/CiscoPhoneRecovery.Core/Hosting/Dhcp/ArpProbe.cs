using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Threading;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Asks by ARP on the one interface: Linux, as root. Whoever claims the address while it is asked for counts, by an answer or a question of its own.</summary>
internal sealed class ArpProbe : AddressProbe
{
    private const ushort Protocol = 0x0806;
    private const int PacketLength = 28;
    private const int SenderMac = 8;
    private const int SenderAddress = 14;
    private const int TargetAddress = 24;

    private readonly LinuxPacketSocket _packets;
    private readonly byte[] _request;
    private readonly TimeSpan _wait;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ConcurrentDictionary<uint, TimeSpan> _asked = new();
    private readonly Thread _thread;
    private volatile bool _stopping;

    private ArpProbe(LinuxPacketSocket packets, byte[] request, TimeSpan wait)
    {
        _packets = packets;
        _request = request;
        _wait = wait;
        _thread = new Thread(Listen) { IsBackground = true, Name = "ARP probe" };
        _thread.Start();
    }

    /// <summary>Null where ARP cannot be sent: no Linux, no rights, no Ethernet.</summary>
    public static ArpProbe? TryOpen(string device, IPAddress own, TimeSpan wait)
    {
        if (MacOf(device) is not { Length: 6 } mac || LinuxPacketSocket.TryOpen(device, Protocol) is not { } packets)
            return null;

        // RFC 826: Ethernet, IP version 4, 6 and 4 octets, request; the sender, and nobody's hardware address.
        var request = new byte[PacketLength];
        new byte[] { 0, 1, 8, 0, 6, 4, 0, 1 }.CopyTo(request, 0);
        mac.CopyTo(request, SenderMac);
        own.GetAddressBytes().CopyTo(request, SenderAddress);
        return new ArpProbe(packets, request, wait);
    }

    public override void Start(IPAddress address)
    {
        TimeSpan now = _clock.Elapsed;
        foreach (KeyValuePair<uint, TimeSpan> former in _asked)
        {
            if (former.Value < now)
                _asked.TryRemove(former.Key, out _);
        }

        _asked[Ipv4.ToUInt32(address)] = now + _wait;
        address.GetAddressBytes().CopyTo(_request, TargetAddress);
        _packets.Broadcast(_request); // what cannot be sent meets nobody: the address counts as free, and the phone's own check remains
    }

    public override void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _packets.Dispose();
    }

    private static byte[]? MacOf(string device)
    {
        try
        {
            return NetworkInterfaces.Find(device)?.GetPhysicalAddress().GetAddressBytes();
        }
        catch (NetworkInformationException)
        {
            return null; // the interface went away while it was looked at
        }
    }

    private void Listen()
    {
        var packet = new byte[128];
        while (!_stopping)
        {
            if (_packets.Receive(packet) < PacketLength || packet[2] != 8 || packet[3] != 0 || packet[5] != 4)
                continue;
            var claimed = new IPAddress(new[] { packet[SenderAddress], packet[SenderAddress + 1], packet[SenderAddress + 2], packet[SenderAddress + 3] });
            if (_asked.TryRemove(Ipv4.ToUInt32(claimed), out TimeSpan until) && _clock.Elapsed <= until)
                Answered(claimed, _packets.Sender());
        }
    }
}
