using System;
using System.Linq;
using System.Net;
using CiscoPhoneRecovery.Dhcp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Dhcp;

/// <summary>Which request gets which answer: checklist D30, D32 to D39 and D42 (RFC 2131 section 4.3).</summary>
public class BehaviourTests
{
    private readonly Bench _bench = new();

    [Fact]
    [Trait("Checklist", "D30")]
    public void A_client_is_offered_its_binding_then_its_former_one_before_what_it_asks_for()
    {
        IPAddress bound = _bench.Bind();
        ClientMessage other = new ClientMessage(DhcpMessageType.Discover).Set(50, "10.1.1.200");
        Assert.Equal(bound, _bench.Send(other)!.Your);
        _bench.Pass(2 * 3600);
        Assert.Equal(bound, _bench.Send(other)!.Your);
    }

    [Fact]
    [Trait("Checklist", "D30")]
    public void A_new_client_is_offered_the_free_address_that_it_asks_for()
    {
        Assert.Equal(
            IPAddress.Parse("10.1.1.200"), _bench.Send(new ClientMessage(DhcpMessageType.Discover).Set(50, "10.1.1.200"))!.Your);
    }

    [Theory]
    [InlineData("10.1.1.9")]
    [InlineData("10.1.1.2")]
    [InlineData("10.1.1.255")]
    [InlineData("192.168.1.50")]
    [InlineData("255.255.255.255")]
    [InlineData("0.0.0.0")]
    [Trait("Checklist", "D30")]
    public void A_requested_address_off_the_pool_is_ignored(string requested)
    {
        Sent offer = _bench.Send(new ClientMessage(DhcpMessageType.Discover).Set(50, requested))!;
        Assert.Equal(DhcpMessageType.Offer, offer.Packet.MessageType);
        Assert.Equal(IPAddress.Parse("10.1.1.10"), offer.Your);
    }

    [Fact]
    [Trait("Checklist", "D30")]
    public void A_requested_address_that_another_holds_is_ignored()
    {
        IPAddress taken = _bench.Bind();
        Sent offer = _bench.Send(new ClientMessage(DhcpMessageType.Discover, ClientMessage.Phone(2)).Set(50, taken.GetAddressBytes()))!;
        Assert.NotEqual(taken, offer.Your);
    }

    [Fact]
    [Trait("Checklist", "D32")]
    public void An_offered_address_is_held_for_its_client_and_free_after_the_hold()
    {
        var bench = new Bench(Bench.WithoutProbes with { RangeEnd = IPAddress.Parse("10.1.1.10") });
        Assert.NotNull(bench.Discover());
        bench.Pass(29);
        Assert.Null(bench.Send(new ClientMessage(DhcpMessageType.Discover, ClientMessage.Phone(2))));
        bench.Pass(2);
        Assert.Equal(IPAddress.Parse("10.1.1.10"), bench.Discover(2).Your);
    }

    [Fact]
    [Trait("Checklist", "D33")]
    public void A_REQUEST_for_another_server_is_not_answered_and_frees_the_offer()
    {
        var bench = new Bench(Bench.WithoutProbes with { RangeEnd = IPAddress.Parse("10.1.1.10") });
        bench.Discover();
        Assert.Null(bench.Send(Bench.Selecting(IPAddress.Parse("10.1.1.77"), server: IPAddress.Parse("10.1.1.3"))));
        Assert.Equal(IPAddress.Parse("10.1.1.10"), bench.Discover(2).Your);
    }

    [Fact]
    [Trait("Checklist", "D33")]
    public void A_REQUEST_for_another_server_leaves_a_binding_alone()
    {
        IPAddress address = _bench.Bind();
        Assert.Null(_bench.Send(Bench.Selecting(address, server: IPAddress.Parse("10.1.1.3"))));
        Assert.NotEqual(address, _bench.Discover(2).Your);
    }

    [Fact]
    [Trait("Checklist", "D33")]
    public void A_REQUEST_for_another_address_than_offered_is_refused()
    {
        _bench.Discover();
        Assert.Equal(DhcpMessageType.Nak, _bench.Send(Bench.Selecting(IPAddress.Parse("10.1.1.77")))!.Packet.MessageType);
        Assert.Contains(_bench.Output.Events, e => e.Kind == DhcpEventKind.Refused && e.Address!.Equals(IPAddress.Parse("10.1.1.77")));
    }

    [Fact]
    [Trait("Checklist", "D33")]
    public void An_offer_forgotten_by_a_restart_is_honoured_while_its_address_is_free() =>
        Assert.Equal(DhcpMessageType.Ack, _bench.Send(Bench.Selecting(IPAddress.Parse("10.1.1.77")))!.Packet.MessageType);

    [Fact]
    [Trait("Checklist", "D34")]
    public void The_same_DISCOVER_again_gets_the_same_offer_and_the_same_REQUEST_the_same_ACK()
    {
        Sent first = _bench.Discover();
        _bench.Pass(4);
        Assert.Equal(first.Datagram, _bench.Discover().Datagram);

        Sent ack = _bench.Send(Bench.Selecting(first.Your))!;
        _bench.Pass(4);
        Assert.Equal(ack.Datagram, _bench.Send(Bench.Selecting(first.Your))!.Datagram);
        Assert.Single(_bench.Pool.Leases);
    }

    [Fact]
    [Trait("Checklist", "D34")]
    public void A_client_with_a_lease_that_discovers_again_keeps_its_lease_beyond_the_offers_hold()
    {
        IPAddress address = _bench.Bind();
        _bench.Discover();
        _bench.Pass(60);
        Assert.NotEqual(address, _bench.Send(new ClientMessage(DhcpMessageType.Discover, ClientMessage.Phone(2)).Set(50, address.GetAddressBytes()))!.Your);
    }

    [Fact]
    [Trait("Checklist", "D35")]
    public void A_reboot_with_an_address_of_another_network_is_refused()
    {
        Assert.Equal(DhcpMessageType.Nak, _bench.Send(Bench.InitReboot("192.168.1.20"))!.Packet.MessageType);
        _bench.Bind();
        Assert.Equal(DhcpMessageType.Nak, _bench.Send(Bench.InitReboot("192.168.1.20"))!.Packet.MessageType);
    }

    [Fact]
    [Trait("Checklist", "D35")]
    public void A_reboot_of_a_known_client_is_acknowledged_for_its_address_and_refused_for_another()
    {
        IPAddress address = _bench.Bind();
        Sent ack = _bench.Send(Bench.InitReboot(address.ToString()))!;
        Assert.Equal(DhcpMessageType.Ack, ack.Packet.MessageType);
        Assert.Equal(address, ack.Your);
        Assert.Equal(DhcpMessageType.Nak, _bench.Send(Bench.InitReboot("10.1.1.99"))!.Packet.MessageType);
    }

    [Fact]
    [Trait("Checklist", "D35")]
    public void A_reboot_of_an_unknown_phone_is_acknowledged_for_a_free_address_of_the_pool()
    {
        Sent ack = _bench.Send(Bench.InitReboot("10.1.1.99"))!;
        Assert.Equal(DhcpMessageType.Ack, ack.Packet.MessageType);
        Assert.Equal(IPAddress.Parse("10.1.1.99"), Assert.Single(_bench.Output.Leases).Address);
    }

    [Theory]
    [InlineData("10.1.1.10")]
    [InlineData("10.1.1.5")]
    [InlineData("10.1.1.2")]
    [InlineData("10.1.1.255")]
    [Trait("Checklist", "D35")]
    public void A_reboot_of_an_unknown_phone_is_refused_for_an_address_taken_or_off_the_pool(string address)
    {
        _bench.Bind();
        Assert.Equal(DhcpMessageType.Nak, _bench.Send(Bench.InitReboot(address, 2))!.Packet.MessageType);
    }

    [Fact]
    [Trait("Checklist", "D36")]
    public void A_renewal_lengthens_the_lease()
    {
        IPAddress address = _bench.Bind();
        _bench.Pass(1800);
        Assert.Equal(DhcpMessageType.Ack, _bench.Send(Bench.Extending(address))!.Packet.MessageType);
        Assert.Equal(_bench.Now + TimeSpan.FromHours(1), Assert.Single(_bench.Pool.Leases).ExpiresAt);
    }

    [Fact]
    [Trait("Checklist", "D36")]
    public void An_unknown_client_that_rebinds_gets_no_answer() =>
        Assert.Null(_bench.Send(Bench.Extending(IPAddress.Parse("10.1.1.50"))));

    [Fact]
    [Trait("Checklist", "D36")]
    public void An_expired_lease_is_renewed_while_it_is_free_and_refused_when_it_is_not()
    {
        var bench = new Bench(Bench.WithoutProbes with { RangeEnd = IPAddress.Parse("10.1.1.10") });
        IPAddress address = bench.Bind();
        bench.Pass(7200);
        Assert.Equal(DhcpMessageType.Ack, bench.Send(Bench.Extending(address))!.Packet.MessageType);
        bench.Pass(7200);
        Assert.Equal(address, bench.Bind(2));
        Assert.Null(bench.Send(Bench.Extending(address)));
    }

    [Fact]
    [Trait("Checklist", "D37")]
    public void A_declined_address_rests_without_a_reply_and_the_administrator_is_told()
    {
        IPAddress address = _bench.Bind();
        Assert.Null(_bench.Send(Decline(address)));
        Assert.Contains(_bench.Output.Events, e => e.Kind == DhcpEventKind.Declined && e.Address!.Equals(address));
        Assert.NotEqual(address, _bench.Discover().Your);
        Assert.NotEqual(address, _bench.Send(new ClientMessage(DhcpMessageType.Discover, ClientMessage.Phone(3)).Set(50, address.GetAddressBytes()))!.Your);
        _bench.Pass(601);
        Assert.Equal(
            address, _bench.Send(new ClientMessage(DhcpMessageType.Discover, ClientMessage.Phone(4)).Set(50, address.GetAddressBytes()))!.Your);
    }

    [Fact]
    [Trait("Checklist", "D37")]
    public void A_DECLINE_for_another_server_or_of_another_clients_address_changes_nothing()
    {
        IPAddress address = _bench.Bind();
        _bench.Send(Decline(address).Set(54, "10.1.1.3"));
        _bench.Send(Decline(address).Remove(54));
        _bench.Send(Decline(address, 2));
        _bench.Send(Decline(IPAddress.Parse("10.1.1.11")));
        Assert.DoesNotContain(DhcpEventKind.Declined, _bench.EventKinds);
        Assert.Equal(address, _bench.Discover().Your);
    }

    [Fact]
    [Trait("Checklist", "D38")]
    public void A_released_address_is_free_and_comes_back_to_its_client()
    {
        IPAddress address = _bench.Bind();
        Assert.Null(_bench.Send(Release(address)));
        Assert.Contains(DhcpEventKind.Released, _bench.EventKinds);
        Assert.True(_bench.Output.Leases[^1].ExpiresAt <= _bench.Now);
        Assert.NotEqual(address, _bench.Discover(2).Your);
        Assert.Equal(address, _bench.Discover().Your);
    }

    [Fact]
    [Trait("Checklist", "D38")]
    public void A_released_address_is_given_to_another_when_the_pool_is_used_up()
    {
        var bench = new Bench(Bench.WithoutProbes with { RangeEnd = IPAddress.Parse("10.1.1.10") });
        IPAddress address = bench.Bind();
        bench.Send(Release(address));
        Assert.Equal(address, bench.Bind(2));
    }

    [Fact]
    [Trait("Checklist", "D38")]
    public void A_RELEASE_that_does_not_match_changes_nothing()
    {
        IPAddress address = _bench.Bind();
        _bench.Send(Release(IPAddress.Parse("10.1.1.11")));
        _bench.Send(Release(address, 2));
        _bench.Send(Release(address).Set(54, "10.1.1.3"));
        Assert.DoesNotContain(DhcpEventKind.Released, _bench.EventKinds);
    }

    [Fact]
    [Trait("Checklist", "D39")]
    public void An_INFORM_gets_configuration_by_unicast_and_no_lease()
    {
        Sent ack = _bench.Send(new ClientMessage(DhcpMessageType.Inform) { Client = IPAddress.Parse("10.1.1.77") })!;
        Assert.Equal(DhcpMessageType.Ack, ack.Packet.MessageType);
        Assert.Equal(0u, ack.Packet.YourAddress);
        Assert.All(new byte[] { 51, 58, 59 }, code => Assert.False(ack.Has(code)));
        Assert.True(ack.Has(150));
        Assert.Equal(DhcpDeliveryKind.Unicast, ack.Delivery.Kind);
        Assert.Equal(IPAddress.Parse("10.1.1.77"), ack.Delivery.Address);
        Assert.Equal(68, ack.Delivery.Port);
        Assert.Empty(_bench.Pool.Leases);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("8.8.8.8")]
    [InlineData("10.1.1.255")]
    [InlineData("10.1.1.2")]
    [InlineData("255.255.255.255")]
    [Trait("Checklist", "D39")]
    public void An_INFORM_from_an_address_that_no_neighbour_has_gets_no_answer(string address) =>
        Assert.Null(_bench.Send(new ClientMessage(DhcpMessageType.Inform) { Client = IPAddress.Parse(address) }));

    [Fact]
    [Trait("Checklist", "D42")]
    public void Leases_count_on_the_time_that_is_given_even_when_it_stands_still_or_starts_below_zero()
    {
        var bench = new Bench { Now = TimeSpan.FromSeconds(-5000) };
        IPAddress address = bench.Bind();
        Assert.NotEqual(address, bench.Discover(2).Your);
        bench.Now -= TimeSpan.FromDays(1);
        Assert.NotEqual(address, bench.Discover(3).Your);
        Assert.Equal(address, bench.Discover().Your);
    }

    [Fact]
    public void A_lease_is_written_down_before_its_ACK_leaves()
    {
        _bench.Bind();
        Assert.Equal(new[] { "send", "record", "send" }, _bench.Output.Steps);
        Lease lease = Assert.Single(_bench.Output.Leases);
        Assert.Equal(ClientMessage.Phone(1), lease.Mac.GetAddressBytes());
        Assert.Equal(_bench.Now + TimeSpan.FromHours(1), lease.ExpiresAt);
        Assert.Equal(7, lease.ClientId!.Length);
    }

    [Fact]
    public void A_restored_lease_is_its_clients_again()
    {
        IPAddress address = _bench.Bind();
        var second = new Bench();
        Assert.All(_bench.Output.Leases, lease => Assert.True(second.Pool.Restore(lease)));
        Assert.NotEqual(address, second.Discover(2).Your);
        Assert.Equal(DhcpMessageType.Ack, second.Send(Bench.InitReboot(address.ToString()))!.Packet.MessageType);
        Assert.False(second.Pool.Restore(_bench.Output.Leases[0] with { Address = IPAddress.Parse("192.168.1.1") }));
        Assert.Equal(3, second.Output.Events.Select(e => e.Kind).Count(kind => kind != DhcpEventKind.Refused));
    }

    private static ClientMessage Decline(IPAddress address, int phone = 1) =>
        new ClientMessage(DhcpMessageType.Decline, ClientMessage.Phone(phone)).Set(54, "10.1.1.2").Set(50, address.GetAddressBytes());

    private static ClientMessage Release(IPAddress address, int phone = 1) =>
        new ClientMessage(DhcpMessageType.Release, ClientMessage.Phone(phone)) { Client = address }.Set(54, "10.1.1.2");
}
