using System.Net;
using CiscoPhoneRecovery.Dhcp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Dhcp;

/// <summary>Where replies go: checklist D20 to D25 (RFC 2131 section 4.1).</summary>
public class DeliveryTests
{
    private readonly Bench _bench = new();

    [Fact]
    [Trait("Checklist", "D20")]
    public void A_relayed_request_is_answered_to_the_relay_at_port_67()
    {
        Sent offer = _bench.Send(new ClientMessage(DhcpMessageType.Discover) { Relay = IPAddress.Parse("10.1.1.3") })!;
        AssertUnicast(offer, "10.1.1.3", 67);
    }

    [Fact]
    [Trait("Checklist", "D20")]
    public void A_relay_of_another_network_is_not_answered()
    {
        Assert.Null(_bench.Send(new ClientMessage(DhcpMessageType.Discover) { Relay = IPAddress.Parse("8.8.8.8") }));
        Assert.Contains(DhcpEventKind.Ignored, _bench.EventKinds);
    }

    [Fact]
    [Trait("Checklist", "D21")]
    public void A_client_with_an_address_is_answered_at_it()
    {
        IPAddress address = _bench.Bind();
        AssertUnicast(_bench.Send(Bench.Extending(address))!, address.ToString(), 68);
    }

    [Fact]
    [Trait("Checklist", "D21")]
    public void A_DISCOVER_cannot_send_the_offer_to_another_network()
    {
        Sent offer = _bench.Send(new ClientMessage(DhcpMessageType.Discover) { Client = IPAddress.Parse("8.8.8.8") })!;
        AssertBroadcast(offer);
    }

    [Theory]
    [InlineData(0x8000)]
    [InlineData(0)]
    [Trait("Checklist", "D22")]
    [Trait("Checklist", "D23")]
    public void A_client_without_an_address_is_answered_by_broadcast(int flags) =>
        AssertBroadcast(_bench.Send(new ClientMessage(DhcpMessageType.Discover) { Flags = (ushort)flags })!);

    [Fact]
    [Trait("Checklist", "D24")]
    public void A_NAK_is_broadcast_even_to_a_client_with_an_address()
    {
        _bench.Bind();
        Sent nak = _bench.Send(Bench.Extending(IPAddress.Parse("10.1.1.99")))!;
        Assert.Equal(DhcpMessageType.Nak, nak.Packet.MessageType);
        AssertBroadcast(nak);
    }

    [Fact]
    [Trait("Checklist", "D24")]
    public void A_relayed_NAK_goes_to_the_relay_with_the_broadcast_flag_forced_on()
    {
        ClientMessage request = Bench.InitReboot("192.168.7.7");
        request.Relay = IPAddress.Parse("10.1.1.3");
        request.Flags = 0;
        Sent nak = _bench.Send(request)!;
        AssertUnicast(nak, "10.1.1.3", 67);
        Assert.Equal(0x8000, nak.Packet.Flags);
    }

    private static void AssertUnicast(Sent sent, string address, int port)
    {
        Assert.Equal(DhcpDeliveryKind.Unicast, sent.Delivery.Kind);
        Assert.Equal(IPAddress.Parse(address), sent.Delivery.Address);
        Assert.Equal(port, sent.Delivery.Port);
    }

    private static void AssertBroadcast(Sent sent)
    {
        Assert.Equal(DhcpDeliveryKind.Broadcast, sent.Delivery.Kind);
        Assert.Equal(IPAddress.Broadcast, sent.Delivery.Address);
        Assert.Equal(68, sent.Delivery.Port);
    }
}
