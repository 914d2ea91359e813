using System;
using System.Linq;
using System.Net;
using System.Text;
using CiscoPhoneRecovery.Dhcp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Dhcp;

/// <summary>What stands in a reply: checklist D01 to D16.</summary>
public class ConstructionTests
{
    private static readonly DhcpMessageType[] Leasing = { DhcpMessageType.Offer, DhcpMessageType.Ack };

    private readonly Bench _bench = new();

    [Fact]
    [Trait("Checklist", "D01")]
    public void Fixed_fields_are_copied_and_secs_and_hops_are_zero()
    {
        byte[] request = new ClientMessage(DhcpMessageType.Discover) { Relay = IPAddress.Parse("10.1.1.3"), Hops = 2 }.ToBytes();
        request[28 + 9] = 0xAB;
        byte[] reply = _bench.Send(request)!.Datagram;

        Assert.Equal(2, reply[0]);
        Assert.Equal(request[1..3], reply[1..3]);
        Assert.Equal(0, reply[3]);
        Assert.Equal(request[4..8], reply[4..8]);
        Assert.Equal(new byte[] { 0, 0 }, reply[8..10]);
        Assert.Equal(new byte[] { 0x80, 0 }, reply[10..12]);
        Assert.Equal(request[24..28], reply[24..28]);
        Assert.Equal(request[28..44], reply[28..44]);
    }

    [Fact]
    [Trait("Checklist", "D01")]
    public void A_flag_that_is_not_set_is_not_set_in_the_reply() =>
        Assert.Equal(0, _bench.Send(new ClientMessage(DhcpMessageType.Discover) { Flags = 0 })!.Packet.Flags);

    [Fact]
    [Trait("Checklist", "D02")]
    [Trait("Checklist", "D03")]
    public void Addresses_are_zero_or_filled_as_table_3_says()
    {
        Sent offer = _bench.Discover();
        Assert.Equal(0u, offer.Packet.ClientAddress);
        Assert.NotEqual(0u, offer.Packet.YourAddress);

        _bench.Bind();
        Sent ack = _bench.Send(Bench.Extending(offer.Your))!;
        Assert.Equal(DhcpMessageType.Ack, ack.Packet.MessageType);
        Assert.Equal(offer.Packet.YourAddress, ack.Packet.ClientAddress);
        Assert.Equal(offer.Packet.YourAddress, ack.Packet.YourAddress);

        Sent nak = _bench.Send(Bench.Extending(IPAddress.Parse("10.1.1.99")))!;
        Assert.Equal(DhcpMessageType.Nak, nak.Packet.MessageType);
        Assert.Equal(0u, nak.Packet.ClientAddress);
        Assert.Equal(0u, nak.Packet.YourAddress);
    }

    [Fact]
    [Trait("Checklist", "D04")]
    public void Siaddr_is_the_TFTP_server_but_zero_in_a_NAK()
    {
        var tftp = IPAddress.Parse("10.1.1.5");
        var bench = new Bench(Bench.WithoutProbes with { TftpServers = new[] { tftp } });
        IPAddress address = bench.Bind();
        Assert.All(bench.Output.Sent, sent => Assert.Equal(Ipv4.ToUInt32(tftp), sent.Packet.NextServerAddress));
        Assert.Equal(Leasing, bench.Output.Sent.Select(sent => sent.Packet.MessageType));

        Sent nak = bench.Send(Bench.Selecting(IPAddress.Parse("10.1.1.99")))!;
        Assert.Equal(0u, nak.Packet.NextServerAddress);
        Assert.NotEqual(address, nak.Your);
    }

    [Fact]
    [Trait("Checklist", "D05")]
    public void The_cookie_comes_first_END_last_and_only_zeros_after_it()
    {
        _bench.Bind();
        _bench.Send(Bench.InitReboot("192.168.0.9"));
        foreach (Sent sent in _bench.Output.Sent)
        {
            Assert.Equal(new byte[] { 0x63, 0x82, 0x53, 0x63 }, sent.Datagram[236..240]);
            int offset = 240;
            while (sent.Datagram[offset] != 255)
                offset += 2 + sent.Datagram[offset + 1];
            Assert.All(sent.Datagram[(offset + 1)..], octet => Assert.Equal(0, octet));
        }
    }

    [Fact]
    [Trait("Checklist", "D06")]
    public void No_reply_is_shorter_than_300_octets()
    {
        _bench.Bind();
        _bench.Send(Bench.InitReboot("192.168.0.9"));
        Assert.Equal(3, _bench.Output.Sent.Count);
        Assert.All(_bench.Output.Sent, sent => Assert.True(sent.Datagram.Length >= 300));
    }

    [Theory]
    [InlineData(null, 548)]
    [InlineData(300, 548)]
    [InlineData(575, 548)]
    [InlineData(576, 548)]
    [InlineData(600, 572)]
    [InlineData(1500, 1472)]
    [InlineData(65535, 1472)]
    [Trait("Checklist", "D07")]
    public void The_message_size_is_548_or_what_option_57_allows_from_576_on(int? announced, int limit)
    {
        // A client with much to echo, and servers enough to fill any message.
        IPAddress[] many = Enumerable.Range(0, 250).Select(i => new IPAddress(new byte[] { 10, 1, 2, (byte)i })).ToArray();
        var bench = new Bench(Bench.WithoutProbes with { TftpServers = many });
        ClientMessage discover = new ClientMessage(DhcpMessageType.Discover).Set(61, Enumerable.Repeat((byte)9, 200).ToArray());
        if (announced is { } size)
            discover.Set(57, (byte)(size >> 8), (byte)size);
        Sent offer = bench.Send(discover)!;
        Assert.True(offer.Datagram.Length <= limit, $"{offer.Datagram.Length} octets");
        Assert.Equal(limit >= 1472, offer.Has(150));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(330)]
    [InlineData(575)]
    [Trait("Checklist", "D07")]
    public void An_option_57_below_576_is_as_if_it_were_not_there(int size)
    {
        ClientMessage Long() => new ClientMessage(DhcpMessageType.Discover).Set(61, Enumerable.Repeat((byte)9, 230).ToArray());
        byte[] without = _bench.Send(Long())!.Datagram;
        Assert.Equal(without, _bench.Send(Long().Set(57, (byte)(size >> 8), (byte)size))!.Datagram);
    }

    [Fact]
    [Trait("Checklist", "D08")]
    public void Overload_is_not_used_where_the_options_field_suffices()
    {
        Sent offer = _bench.Discover();
        Assert.False(offer.Has(52));
        Assert.All(offer.Datagram[44..236], octet => Assert.Equal(0, octet));
    }

    [Fact]
    [Trait("Checklist", "D08")]
    public void Overloaded_fields_end_with_END_and_are_read_back_whole()
    {
        IPAddress[] many = Enumerable.Range(0, 30).Select(i => new IPAddress(new byte[] { 10, 1, 1, (byte)(100 + i) })).ToArray();
        var bench = new Bench(Bench.WithoutProbes with { TftpServers = many });
        byte[] identifier = Enumerable.Range(0, 190).Select(i => (byte)i).ToArray();
        Sent offer = bench.Send(new ClientMessage(DhcpMessageType.Discover).Set(61, identifier))!;

        Assert.True(offer.Datagram.Length <= 548);
        Assert.Equal(1, offer.Option(52)[0]);
        Assert.Equal(identifier, offer.Option(61));
        Assert.Equal(many.SelectMany(address => address.GetAddressBytes()), offer.Option(150));
        Assert.Equal(255, offer.Datagram[108 + 2 + 120]);
    }

    [Fact]
    [Trait("Checklist", "D09")]
    public void An_option_over_255_octets_is_split_and_joined()
    {
        IPAddress[] many = Enumerable.Range(0, 100).Select(i => new IPAddress(new byte[] { 10, 1, 2, (byte)i })).ToArray();
        var bench = new Bench(Bench.WithoutProbes with { TftpServers = many });
        Sent offer = bench.Send(new ClientMessage(DhcpMessageType.Discover).Set(57, 1500 >> 8, 1500 & 255))!;
        Assert.Equal(many.SelectMany(address => address.GetAddressBytes()), offer.Option(150));
    }

    [Theory]
    [InlineData(new byte[] { 1, 66, 6, 3, 15, 150, 35 }, new byte[] { 1, 66, 3, 150 })]
    [InlineData(new byte[] { 150, 3, 1 }, new byte[] { 150, 1, 3, 66 })]
    [InlineData(new byte[] { 66, 66, 150 }, new byte[] { 66, 150, 1, 3 })]
    [InlineData(new byte[0], new byte[] { 1, 3, 66, 150 })]
    [Trait("Checklist", "D10")]
    public void Options_come_in_the_order_asked_for_with_the_mask_before_the_router(byte[] requested, byte[] expected)
    {
        Sent offer = _bench.Send(new ClientMessage(DhcpMessageType.Discover).Set(55, requested))!;
        Assert.Equal(expected, offer.Packet.Options.Codes.Where(code => code is 1 or 3 or 66 or 150));
    }

    [Fact]
    [Trait("Checklist", "D11")]
    public void Each_reply_carries_what_it_must_and_nothing_that_it_must_not()
    {
        IPAddress address = _bench.Bind();
        foreach (Sent sent in _bench.Output.Sent)
        {
            Assert.All(new byte[] { 51, 53, 54 }, code => Assert.True(sent.Has(code)));
            Assert.All(new byte[] { 50, 55, 57, 12, 60 }, code => Assert.False(sent.Has(code)));
            Assert.Equal(Bench.Server.GetAddressBytes(), sent.Option(54));
        }

        Sent nak = _bench.Send(Bench.Selecting(IPAddress.Parse("10.1.1.99")))!;
        Assert.Equal(new byte[] { 53, 54, 61, 56 }, nak.Packet.Options.Codes);
        Assert.NotEmpty(Encoding.ASCII.GetString(nak.Option(56)));
        Assert.NotEqual(IPAddress.Any, address);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3600)]
    [InlineData(4294967294)]
    [Trait("Checklist", "D12")]
    public void T1_is_half_and_T2_seven_eighths_of_the_lease(long seconds)
    {
        var bench = new Bench(Bench.WithoutProbes with { LeaseTime = TimeSpan.FromSeconds(seconds) });
        Sent offer = bench.Discover();
        offer.Packet.Options.TryGetUInt32(51, out uint lease);
        offer.Packet.Options.TryGetUInt32(58, out uint t1);
        offer.Packet.Options.TryGetUInt32(59, out uint t2);
        Assert.Equal((uint)seconds, lease);
        Assert.Equal(lease / 2, t1);
        Assert.Equal((uint)((ulong)lease * 7 / 8), t2);
        Assert.True(t1 < t2 && t2 < lease);
    }

    [Fact]
    [Trait("Checklist", "D12")]
    public void An_infinite_lease_is_all_ones_and_never_ends()
    {
        var bench = new Bench(Bench.WithoutProbes with { LeaseTime = TimeSpan.MaxValue });
        IPAddress address = bench.Bind();
        Assert.Equal(new byte[] { 255, 255, 255, 255 }, bench.Output.Sent[^1].Option(51));
        Assert.False(bench.Output.Sent[^1].Has(58));
        Assert.Equal(TimeSpan.MaxValue, Assert.Single(bench.Output.Leases).ExpiresAt);
        bench.Now = TimeSpan.FromDays(10000);
        Assert.Equal(address, bench.Discover().Your);
        Assert.NotEqual(address, bench.Discover(2).Your);
    }

    [Fact]
    [Trait("Checklist", "D13")]
    public void The_client_identifier_is_echoed_in_every_reply_and_never_invented()
    {
        byte[] identifier = { 0xFF, 1, 2, 3, 0, 9 };
        ClientMessage With(ClientMessage message) => message.Set(61, identifier);
        Sent offer = _bench.Send(With(new ClientMessage(DhcpMessageType.Discover)))!;
        _bench.Send(With(Bench.Selecting(offer.Your)));
        _bench.Send(With(Bench.InitReboot("192.168.7.7")));
        Assert.Equal(
            new[] { DhcpMessageType.Offer, DhcpMessageType.Ack, DhcpMessageType.Nak }, _bench.Output.Sent.Select(sent => sent.Packet.MessageType));
        Assert.All(_bench.Output.Sent, sent => Assert.Equal(identifier, sent.Option(61)));
        Assert.False(_bench.Send(new ClientMessage(DhcpMessageType.Discover, ClientMessage.Phone(2)).Remove(61))!.Has(61));
    }

    [Fact]
    [Trait("Checklist", "D14")]
    public void Option_82_is_echoed_whole_and_last_in_every_reply_and_never_invented()
    {
        byte[] circuit = Enumerable.Range(0, 200).Select(i => (byte)i).ToArray();
        ClientMessage Relayed(ClientMessage message)
        {
            message.Relay = IPAddress.Parse("10.1.1.3");
            return message.Append(82, circuit);
        }

        Sent offer = _bench.Send(Relayed(new ClientMessage(DhcpMessageType.Discover).Set(61, new byte[120])))!;
        _bench.Send(Relayed(Bench.Selecting(offer.Your)));
        _bench.Send(Relayed(Bench.InitReboot("192.168.7.7", 2)));
        Assert.Equal(3, _bench.Output.Sent.Count);
        foreach (Sent sent in _bench.Output.Sent)
        {
            Assert.Equal(circuit, sent.Option(82));
            Assert.Equal(82, LastOptionOfMainField(sent.Datagram));
            Assert.True(sent.Datagram.Length <= 548);
        }

        Assert.False(_bench.Discover(3).Has(82));
    }

    [Fact]
    [Trait("Checklist", "D15")]
    public void Option_150_lists_the_servers_in_network_order_and_order_of_preference()
    {
        var bench = new Bench(Bench.WithoutProbes with { TftpServers = new[] { IPAddress.Parse("10.1.1.2"), IPAddress.Parse("10.1.1.3") } });
        Assert.Equal(new byte[] { 10, 1, 1, 2, 10, 1, 1, 3 }, bench.Discover().Option(150));
    }

    [Theory]
    [InlineData(new byte[] { 1, 3 })]
    [InlineData(new byte[] { 66 })]
    [InlineData(new byte[] { 150 })]
    [Trait("Checklist", "D16")]
    public void Options_150_66_and_siaddr_name_one_server_asked_for_or_not(byte[] requested)
    {
        Sent offer = _bench.Send(new ClientMessage(DhcpMessageType.Discover).Set(55, requested))!;
        Assert.Equal(Encoding.ASCII.GetBytes("10.1.1.2"), offer.Option(66));
        Assert.Equal(new byte[] { 10, 1, 1, 2 }, offer.Option(150));
        Assert.Equal(Ipv4.ToUInt32(Bench.Server), offer.Packet.NextServerAddress);
    }

    private static byte LastOptionOfMainField(byte[] datagram)
    {
        byte last = 0;
        for (int offset = 240; datagram[offset] != 255; offset += 2 + datagram[offset + 1])
            last = datagram[offset];
        return last;
    }
}
