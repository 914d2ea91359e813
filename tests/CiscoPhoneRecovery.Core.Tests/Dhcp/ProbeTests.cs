using System;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Dhcp;

/// <summary>Address probes: checklist D31 (RFC 2131 section 3.1 step 2).</summary>
[Trait("Checklist", "D31")]
public class ProbeTests
{
    private static readonly IPAddress First = IPAddress.Parse("10.1.1.10");
    private static readonly IPAddress Second = IPAddress.Parse("10.1.1.11");

    private readonly Bench _bench = new(new DhcpSettings());

    [Fact]
    public void An_offer_waits_for_its_probe_and_goes_out_when_nobody_answered()
    {
        Assert.Null(_bench.Send(new ClientMessage(DhcpMessageType.Discover)));
        Assert.Equal(First, Assert.Single(_bench.Output.Probes));
        Assert.Equal(_bench.Now + TimeSpan.FromMilliseconds(300), _bench.Responder.NextDeadline);
        _bench.Pass(0.299);
        Assert.Null(_bench.Tick());
        _bench.Pass(0.001);
        Assert.Equal(First, _bench.Tick()!.Your);
        Assert.Null(_bench.Responder.NextDeadline);
    }

    [Fact]
    public void An_address_that_answers_rests_and_another_is_probed_and_offered()
    {
        _bench.Send(new ClientMessage(DhcpMessageType.Discover));
        _bench.Responder.ProbeAnswered(First, null, _bench.Now, _bench.Output);
        Assert.Contains(DhcpEventKind.AddressInUse, _bench.EventKinds);
        Assert.Equal(new[] { First, Second }, _bench.Output.Probes);
        _bench.Pass(0.3);
        Assert.Equal(Second, _bench.Tick()!.Your);
        Assert.Null(_bench.Send(new ClientMessage(DhcpMessageType.Discover, ClientMessage.Phone(2)).Set(50, First.GetAddressBytes())));
        Assert.NotEqual(First, _bench.Output.Probes[^1]);
    }

    [Fact]
    public void A_probe_delays_no_other_client()
    {
        IPAddress bound = Bound(1);
        _bench.Send(new ClientMessage(DhcpMessageType.Discover, ClientMessage.Phone(2)));
        Assert.Equal(bound, _bench.Discover().Your);
        _bench.Pass(0.1);
        _bench.Send(new ClientMessage(DhcpMessageType.Discover, ClientMessage.Phone(3)));
        _bench.Pass(0.2);
        Assert.Equal(IPAddress.Parse("10.1.1.11"), _bench.Tick()!.Your);
        _bench.Pass(0.1);
        Assert.Equal(IPAddress.Parse("10.1.1.12"), _bench.Tick()!.Your);
    }

    [Fact]
    public void A_binding_of_the_client_itself_is_not_probed()
    {
        IPAddress bound = Bound(1);
        int probes = _bench.Output.Probes.Count;
        Assert.Equal(bound, _bench.Discover().Your);
        Assert.Equal(probes, _bench.Output.Probes.Count);
    }

    [Fact]
    public void The_same_DISCOVER_again_starts_no_second_probe_and_the_offer_answers_the_newest()
    {
        _bench.Send(new ClientMessage(DhcpMessageType.Discover) { Xid = 1 });
        _bench.Pass(0.2);
        Assert.Null(_bench.Send(new ClientMessage(DhcpMessageType.Discover) { Xid = 2 }));
        Assert.Single(_bench.Output.Probes);
        _bench.Pass(0.1);
        Assert.Equal(2u, _bench.Tick()!.Packet.TransactionId);
        _bench.Pass(1);
        Assert.Null(_bench.Tick());
    }

    [Fact]
    public void A_repeated_offer_is_not_probed_again()
    {
        _bench.Send(new ClientMessage(DhcpMessageType.Discover));
        _bench.Pass(0.3);
        IPAddress offered = _bench.Tick()!.Your;
        Assert.Equal(offered, _bench.Discover().Your);
        Assert.Single(_bench.Output.Probes);
    }

    [Fact]
    public void A_late_answer_takes_the_offer_back_but_not_a_lease()
    {
        _bench.Send(new ClientMessage(DhcpMessageType.Discover));
        _bench.Pass(0.3);
        IPAddress offered = _bench.Tick()!.Your;
        _bench.Responder.ProbeAnswered(offered, null, _bench.Now, _bench.Output);
        Assert.Equal(DhcpMessageType.Nak, _bench.Send(Bench.Selecting(offered))!.Packet.MessageType);

        IPAddress bound = Bound(2);
        _bench.Responder.ProbeAnswered(bound, null, _bench.Now, _bench.Output);
        Assert.Equal(bound, _bench.Discover(2).Your);
    }

    [Fact]
    public void A_client_that_still_has_the_address_answers_for_itself_and_is_offered_it()
    {
        var discover = new ClientMessage(DhcpMessageType.Discover);
        _bench.Send(discover);
        _bench.Responder.ProbeAnswered(First, new PhysicalAddress(ClientMessage.Phone(1)), _bench.Now, _bench.Output);
        _bench.Pass(0.3);
        Assert.Equal(First, _bench.Tick()!.Your);
        Assert.DoesNotContain(DhcpEventKind.AddressInUse, _bench.EventKinds);
    }

    [Fact]
    public void The_holder_of_a_taken_address_is_named()
    {
        _bench.Send(new ClientMessage(DhcpMessageType.Discover));
        _bench.Responder.ProbeAnswered(First, new PhysicalAddress(ClientMessage.Phone(9)), _bench.Now, _bench.Output);
        Assert.Contains(_bench.Output.Events, e => e.Kind == DhcpEventKind.AddressInUse && e.Detail!.Contains(new PhysicalAddress(ClientMessage.Phone(9)).ToString()));
    }

    [Fact]
    public void An_answer_for_an_address_that_nobody_asked_about_changes_nothing()
    {
        _bench.Responder.ProbeAnswered(IPAddress.Parse("192.168.1.1"), null, _bench.Now, _bench.Output);
        _bench.Responder.ProbeAnswered(First, null, _bench.Now, _bench.Output);
        Assert.Empty(_bench.Output.Events);
    }

    [Fact]
    public void When_every_address_answers_the_pool_is_exhausted()
    {
        var bench = new Bench(new DhcpSettings { RangeEnd = Second });
        bench.Send(new ClientMessage(DhcpMessageType.Discover));
        bench.Responder.ProbeAnswered(First, null, bench.Now, bench.Output);
        bench.Responder.ProbeAnswered(Second, null, bench.Now, bench.Output);
        Assert.Contains(DhcpEventKind.PoolExhausted, bench.EventKinds);
        Assert.Empty(bench.Output.Sent);
        Assert.Null(bench.Responder.NextDeadline);
    }

    [Fact]
    public void A_client_that_asks_for_the_address_under_probe_gets_it_and_no_offer_follows()
    {
        _bench.Send(new ClientMessage(DhcpMessageType.Discover));
        Assert.Equal(DhcpMessageType.Ack, _bench.Send(Bench.InitReboot("10.1.1.10"))!.Packet.MessageType);
        _bench.Pass(1);
        Assert.Null(_bench.Tick());
    }

    [Fact]
    public void Without_a_wait_there_is_no_probe()
    {
        var bench = new Bench();
        Assert.NotNull(bench.Discover());
        Assert.Empty(bench.Output.Probes);
    }

    private IPAddress Bound(int phone)
    {
        _bench.Send(new ClientMessage(DhcpMessageType.Discover, ClientMessage.Phone(phone)));
        _bench.Pass(0.3);
        IPAddress address = _bench.Tick()!.Your;
        Assert.Equal(DhcpMessageType.Ack, _bench.Send(Bench.Selecting(address, phone))!.Packet.MessageType);
        return address;
    }
}
