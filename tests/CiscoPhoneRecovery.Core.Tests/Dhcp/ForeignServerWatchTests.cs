using System;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;
using FsCheck.Xunit;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Dhcp;

/// <summary>Another DHCP server on the network is noticed, and nothing else is taken for one.</summary>
public class ForeignServerWatchTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(10);
    private static readonly IPAddress Foreign = IPAddress.Parse("192.168.1.1");

    private readonly ForeignServerWatch _watch = new(Bench.Server, 42, TimeSpan.FromSeconds(30));
    private readonly RecordedOutput _output = new();

    [Fact]
    public void A_probe_is_a_DISCOVER_by_broadcast_from_a_locally_administered_address_and_comes_again()
    {
        Assert.Null(_watch.NextDeadline);
        _watch.Start(Start, _output);
        Sent probe = Assert.Single(_output.Sent);
        Assert.Equal(1, probe.Datagram[0]);
        Assert.Equal(DhcpMessageType.Discover, probe.Packet.MessageType);
        Assert.True(probe.Packet.WantsBroadcast);
        Assert.Equal(2, probe.Packet.Hardware[0] & 3);
        Assert.Equal((DhcpDeliveryKind.Broadcast, 67), (probe.Delivery.Kind, probe.Delivery.Port));
        Assert.Equal(Start + TimeSpan.FromSeconds(30), _watch.NextDeadline);

        _watch.Tick(Start + TimeSpan.FromSeconds(29), _output);
        Assert.Single(_output.Sent);
        _watch.Tick(Start + TimeSpan.FromSeconds(30), _output);
        Assert.Equal(2, _output.Sent.Count);
        Assert.NotEqual(probe.Packet.TransactionId, _output.Sent[1].Packet.TransactionId);
    }

    [Fact]
    public void Our_own_probe_that_comes_back_is_kept_from_the_responder_and_no_evidence()
    {
        _watch.Start(Start, _output);
        Assert.True(Hear(_output.Sent[0].Datagram));
        Assert.Null(_watch.Found);
    }

    [Fact]
    public void An_answer_to_a_probe_names_its_server_and_MAC()
    {
        _watch.Start(Start, _output);
        var mac = PhysicalAddress.Parse("AABBCCDDEEFF");
        byte[] offer = ReplyOf("192.168.1.1", _output.Sent[0].Datagram);
        _watch.Receive(offer, offer.Length, Foreign, mac, _output);
        Assert.Equal(Foreign, _watch.Found!.Address);
        Assert.Equal(mac, _watch.Found.Mac);
        DhcpEvent happening = Assert.Single(_output.Events);
        Assert.Equal((DhcpEventKind.ForeignServer, Foreign, mac), (happening.Kind, happening.Address, happening.Mac));
    }

    [Fact]
    public void A_second_server_with_our_own_address_betrays_itself_by_answering_a_probe()
    {
        _watch.Start(Start, _output);
        Hear(ReplyOf("10.1.1.2", _output.Sent[0].Datagram));
        Assert.Equal(Bench.Server, _watch.Found!.Address);
    }

    [Fact]
    public void Our_own_replies_heard_again_are_no_evidence()
    {
        var bench = new Bench();
        bench.Bind();
        bench.Send(Bench.InitReboot("192.168.9.9"));
        Assert.All(bench.Output.Sent, sent => Assert.False(Hear(sent.Datagram)));
        Assert.Null(_watch.Found);
    }

    [Theory]
    [InlineData(DhcpMessageType.Offer)]
    [InlineData(DhcpMessageType.Ack)]
    [InlineData(DhcpMessageType.Nak)]
    public void Any_reply_of_another_server_to_a_client_is_evidence(DhcpMessageType type)
    {
        byte[] reply = ReplyOf("192.168.1.1", new ClientMessage(DhcpMessageType.Discover).ToBytes());
        reply[242] = (byte)type;
        Hear(reply);
        Assert.Equal(Foreign, _watch.Found!.Address);
    }

    [Fact]
    public void A_client_that_chooses_another_server_is_evidence_and_one_that_leaves_it_is_not()
    {
        Hear(new ClientMessage(DhcpMessageType.Release).Set(54, "192.168.1.1").ToBytes());
        Hear(Bench.Selecting(IPAddress.Parse("10.1.1.10")).ToBytes());
        Hear(Bench.InitReboot("192.168.1.7").ToBytes());
        Assert.Null(_watch.Found);
        Hear(Bench.Selecting(IPAddress.Parse("192.168.1.7"), server: Foreign).ToBytes());
        Assert.Equal(Foreign, _watch.Found!.Address);
    }

    [Fact]
    public void A_server_is_reported_once_and_a_flood_of_names_is_bounded()
    {
        for (int i = 0; i < 1000; i++)
            Hear(Bench.Selecting(IPAddress.Parse("10.1.1.10"), server: new IPAddress(new byte[] { 10, 9, (byte)(i / 256), (byte)i })).ToBytes());
        Hear(Bench.Selecting(IPAddress.Parse("10.1.1.10"), server: IPAddress.Parse("10.9.0.1")).ToBytes());
        Assert.Equal(16, _output.Events.Count);
        Assert.Equal(16, _output.Events.Select(happening => happening.Address).Distinct().Count());
    }

    [Fact]
    public void The_responder_answers_no_probe_that_it_is_not_shown()
    {
        _watch.Start(Start, _output);
        var bench = new Bench();
        if (!_watch.Receive(_output.Sent[0].Datagram, _output.Sent[0].Datagram.Length, null, null, _output))
            bench.Send(_output.Sent[0].Datagram);
        Assert.Empty(bench.Output.Sent);
    }

    [Property(MaxTest = 300)]
    public void Any_octets_are_heard_without_an_error(byte[] octets) => Hear(octets ?? Array.Empty<byte>());

    private static byte[] ReplyOf(string server, byte[] request)
    {
        var responder = new Bench(Bench.WithoutProbes with { ServerAddress = IPAddress.Parse(server), RangeStart = Up(server, 10), RangeEnd = Up(server, 20) });
        return responder.Send(request)!.Datagram;
    }

    private static IPAddress Up(string server, uint by) => Ipv4.ToAddress((Ipv4.ToUInt32(IPAddress.Parse(server)) & 0xFFFFFF00) + by);

    private bool Hear(byte[] datagram) => _watch.Receive(datagram, datagram.Length, null, null, _output);
}
