using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using CiscoPhoneRecovery.Dhcp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Dhcp;

/// <summary>Who is one client, who is answered, and which addresses there are: checklist D40, D41 and D51.</summary>
public class ClientTests
{
    private readonly Bench _bench = new();

    [Fact]
    [Trait("Checklist", "D40")]
    public void A_phone_is_one_client_with_and_without_an_identifier_that_repeats_its_MAC()
    {
        IPAddress address = _bench.Bind();
        Assert.Equal(address, _bench.Send(new ClientMessage(DhcpMessageType.Discover).Remove(61))!.Your);
        Assert.Equal(address, _bench.Send(new ClientMessage(DhcpMessageType.Discover).Set(61, ClientMessage.Phone(1)))!.Your);
        Assert.Equal(address, _bench.Send(new ClientMessage(DhcpMessageType.Discover))!.Your);
    }

    [Fact]
    [Trait("Checklist", "D40")]
    public void An_identifier_of_its_own_makes_a_client_of_its_own()
    {
        IPAddress address = _bench.Bind();
        ClientMessage Own() => new ClientMessage(DhcpMessageType.Discover).Set(61, 0, 1, 2, 3);
        IPAddress other = _bench.Send(Own())!.Your;
        Assert.NotEqual(address, other);
        Assert.Equal(other, _bench.Send(new ClientMessage(DhcpMessageType.Discover, ClientMessage.Phone(9)).Set(61, 0, 1, 2, 3))!.Your);
    }

    [Fact]
    [Trait("Checklist", "D40")]
    public void The_hardware_type_is_part_of_the_key()
    {
        IPAddress address = _bench.Bind();
        var tokenRing = new ClientMessage(DhcpMessageType.Discover) { HardwareType = 6 };
        Assert.NotEqual(address, _bench.Send(tokenRing.Remove(61))!.Your);
    }

    [Fact]
    [Trait("Checklist", "D41")]
    public void An_exhausted_pool_stays_silent_and_says_so()
    {
        var bench = new Bench(Bench.WithoutProbes with { RangeEnd = IPAddress.Parse("10.1.1.11") });
        bench.Bind(1);
        bench.Bind(2);
        Assert.Null(bench.Send(new ClientMessage(DhcpMessageType.Discover, ClientMessage.Phone(3))));
        Assert.Equal(DhcpEventKind.PoolExhausted, bench.Output.Events[^1].Kind);
    }

    [Fact]
    [Trait("Checklist", "D41")]
    public void The_servers_own_the_router_the_network_and_the_broadcast_address_are_never_handed_out()
    {
        // The TFTP server is another host here; .3 is kept from the phones as well.
        var bench = new Bench(Bench.WithoutProbes with
        {
            RangeStart = IPAddress.Parse("10.1.1.0"),
            RangeEnd = IPAddress.Parse("10.1.1.255"),
            TftpServers = new[] { IPAddress.Parse("10.1.1.3") },
        });
        var given = new HashSet<IPAddress>();
        for (int phone = 1; phone <= 251; phone++)
            Assert.True(given.Add(bench.Bind(phone)));
        Assert.Null(bench.Send(new ClientMessage(DhcpMessageType.Discover, ClientMessage.Phone(999))));
        Assert.DoesNotContain(new[] { 0, 1, 2, 3, 255 }, last => given.Contains(IPAddress.Parse($"10.1.1.{last}")));
    }

    [Theory]
    [InlineData("Cisco Systems, Inc. IP Phone CP-7945G\0", true)]
    [InlineData("Cisco Systems, Inc. IP Phone\0", true)]
    [InlineData("Cisco Systems, Inc.", true)]
    [InlineData("Cisco Systems, Inc. IP Phone CP-7911G\0\0\0", true)]
    [InlineData("Cisco Systems, Inc", false)]
    [InlineData("MSFT 5.0", false)]
    [InlineData("", false)]
    [Trait("Checklist", "D51")]
    public void Only_option_60_of_Cisco_is_answered(string vendor, bool answered)
    {
        ClientMessage discover = new ClientMessage(DhcpMessageType.Discover).RemoveIdentity().Set(60, Encoding.Latin1.GetBytes(vendor));
        Assert.Equal(answered, _bench.Send(discover) is not null);
        Assert.Equal(!answered, _bench.EventKinds.Contains(DhcpEventKind.Ignored));
    }

    [Theory]
    [InlineData("SEP001BD4000001", true)]
    [InlineData("SEP001bd4000001", true)]
    [InlineData("SEP001BD4000001\0", true)]
    [InlineData("SEP001BD4000002", false)]
    [InlineData("SEP001BD400000", false)]
    [InlineData("SEP001BD40000011", false)]
    [InlineData("desktop-é\0", false)]
    [Trait("Checklist", "D51")]
    public void A_host_name_of_SEP_and_the_packets_MAC_is_answered(string name, bool answered)
    {
        ClientMessage discover = new ClientMessage(DhcpMessageType.Discover).RemoveIdentity().Set(12, Encoding.Latin1.GetBytes(name));
        Assert.Equal(answered, _bench.Send(discover) is not null);
    }

    [Fact]
    [Trait("Checklist", "D51")]
    public void Names_are_reported_without_NULs_and_unprintable_octets()
    {
        _bench.Send(new ClientMessage(DhcpMessageType.Discover).Set(12, 0x53, 0xFF, 0x0A, 0x41, 0));
        DhcpEvent happening = _bench.Output.Events[0];
        Assert.Equal("Cisco Systems, Inc. IP Phone CP-7911G", happening.VendorClass);
        Assert.Equal("S??A", happening.HostName);
    }

    [Fact]
    public void Anybody_is_answered_when_that_is_allowed()
    {
        var bench = new Bench(Bench.WithoutProbes with { AllowAnyClient = true });
        Assert.NotNull(bench.Send(new ClientMessage(DhcpMessageType.Discover).RemoveIdentity()));
    }

    [Fact]
    public void A_client_that_is_no_phone_gets_no_NAK_and_no_INFORM_answer_either()
    {
        Assert.Null(_bench.Send(Bench.InitReboot("192.168.1.1").RemoveIdentity()));
        Assert.Null(_bench.Send(new ClientMessage(DhcpMessageType.Inform) { Client = IPAddress.Parse("10.1.1.9") }.RemoveIdentity()));
        Assert.All(_bench.EventKinds, kind => Assert.Equal(DhcpEventKind.Ignored, kind));
    }

    [Theory]
    [InlineData("10.1.1.20", "10.1.1.10", "255.255.255.0")]
    [InlineData("10.1.2.10", "10.1.2.20", "255.255.255.0")]
    [InlineData("10.1.1.10", "10.1.1.20", "255.0.255.0")]
    [InlineData("0.0.0.1", "255.255.255.254", "0.0.0.0")]
    public void Settings_that_contradict_themselves_are_refused(string start, string end, string mask) =>
        Assert.Throws<ArgumentException>(() => new LeasePool(new DhcpSettings
        {
            RangeStart = IPAddress.Parse(start),
            RangeEnd = IPAddress.Parse(end),
            SubnetMask = IPAddress.Parse(mask),
        }));
}
