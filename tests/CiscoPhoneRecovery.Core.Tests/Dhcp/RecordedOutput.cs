using System;
using System.Collections.Generic;
using System.Net;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Core.Tests.Dhcp;

/// <summary>One datagram that the server wanted sent, and where.</summary>
internal sealed record Sent(byte[] Datagram, DhcpDelivery Delivery)
{
    public DhcpPacket Packet { get; } = Parsed(Datagram);

    public byte[] Option(byte code)
    {
        ArraySegment<byte> value = Packet.Options.Get(code);
        return value.AsSpan().ToArray();
    }

    public bool Has(byte code) => Packet.Options.Has(code);

    public IPAddress Your => Ipv4.ToAddress(Packet.YourAddress);

    private static DhcpPacket Parsed(byte[] datagram)
    {
        var packet = new DhcpPacket();
        if (packet.Read(datagram, datagram.Length) is not DhcpParseError.None and var error)
            throw new InvalidOperationException($"The server sent a malformed message: {error}.");
        return packet;
    }
}

/// <summary>Keeps what a DHCP state machine wanted done, in order.</summary>
internal sealed class RecordedOutput : IDhcpOutput
{
    public List<Sent> Sent { get; } = new();

    public List<IPAddress> Probes { get; } = new();

    public List<Lease> Leases { get; } = new();

    public List<DhcpEvent> Events { get; } = new();

    /// <summary>"send", "record", "probe" in the order in which they came.</summary>
    public List<string> Steps { get; } = new();

    public void Send(byte[] datagram, int length, DhcpDelivery delivery)
    {
        Steps.Add("send");
        Sent.Add(new Sent(datagram.AsSpan(0, length).ToArray(), delivery));
    }

    public void Probe(IPAddress address)
    {
        Steps.Add("probe");
        Probes.Add(address);
    }

    public void Record(Lease lease)
    {
        Steps.Add("record");
        Leases.Add(lease);
    }

    public void Raise(DhcpEvent happening) => Events.Add(happening);
}
