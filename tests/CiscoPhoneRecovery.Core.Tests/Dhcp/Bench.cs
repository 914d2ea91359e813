using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Core.Tests.Dhcp;

/// <summary>A responder without a network: what a client sends, and what comes back at which time.</summary>
internal sealed class Bench
{
    public static readonly IPAddress Server = IPAddress.Parse("10.1.1.2");

    public Bench(DhcpSettings? settings = null)
    {
        Settings = settings ?? WithoutProbes;
        Pool = new LeasePool(Settings);
        Responder = new DhcpResponder(Settings, Pool);
    }

    public static DhcpSettings WithoutProbes { get; } = new() { ProbeWait = TimeSpan.Zero };

    public DhcpSettings Settings { get; }

    public LeasePool Pool { get; }

    public DhcpResponder Responder { get; }

    public RecordedOutput Output { get; } = new();

    public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(1000);

    public IEnumerable<DhcpEventKind> EventKinds => Output.Events.Select(happening => happening.Kind);

    /// <summary>Gives the server a message; returns the one reply to it, or null when there was none.</summary>
    public Sent? Send(ClientMessage message) => Send(message.ToBytes());

    public Sent? Send(byte[] datagram)
    {
        int before = Output.Sent.Count;
        Responder.Receive(datagram, datagram.Length, Now, Output);
        return OneSince(before);
    }

    public Sent? Tick()
    {
        int before = Output.Sent.Count;
        Responder.Tick(Now, Output);
        return OneSince(before);
    }

    public void Pass(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    public Sent Discover(int phone = 1) => Send(new ClientMessage(DhcpMessageType.Discover, ClientMessage.Phone(phone)))
        ?? throw new InvalidOperationException("No OFFER.");

    public static ClientMessage Selecting(IPAddress address, int phone = 1, IPAddress? server = null) =>
        new ClientMessage(DhcpMessageType.Request, ClientMessage.Phone(phone))
            .Set(54, (server ?? Server).GetAddressBytes())
            .Set(50, address.GetAddressBytes());

    public static ClientMessage InitReboot(string address, int phone = 1) =>
        new ClientMessage(DhcpMessageType.Request, ClientMessage.Phone(phone)).Set(50, address);

    public static ClientMessage Extending(IPAddress address, int phone = 1) =>
        new(DhcpMessageType.Request, ClientMessage.Phone(phone)) { Client = address, Flags = 0 };

    /// <summary>DISCOVER to ACK; returns the address.</summary>
    public IPAddress Bind(int phone = 1)
    {
        IPAddress address = Discover(phone).Your;
        Sent? ack = Send(Selecting(address, phone));
        if (ack?.Packet.MessageType != DhcpMessageType.Ack)
            throw new InvalidOperationException("No ACK.");
        return address;
    }

    private Sent? OneSince(int before)
    {
        if (Output.Sent.Count > before + 1)
            throw new InvalidOperationException($"{Output.Sent.Count - before} replies to one message.");
        return Output.Sent.Count > before ? Output.Sent[^1] : null;
    }
}
