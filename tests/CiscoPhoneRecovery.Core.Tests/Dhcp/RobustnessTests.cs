using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using CiscoPhoneRecovery.Dhcp;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Dhcp;

/// <summary>Octets of any kind: checklist D50 and D53.</summary>
public class RobustnessTests
{
    public static TheoryData<string, byte[]> Corpus()
    {
        static byte[] Changed(Action<ClientMessage>? message = null, Func<byte[], byte[]>? octets = null)
        {
            var discover = new ClientMessage(DhcpMessageType.Discover);
            message?.Invoke(discover);
            byte[] datagram = discover.ToBytes();
            return octets is null ? datagram : octets(datagram);
        }

        static byte[] Patched(int offset, params byte[] values) => Changed(octets: datagram =>
        {
            values.CopyTo(datagram, offset);
            return datagram;
        });

        return new TheoryData<string, byte[]>
        {
            { "empty", Array.Empty<byte>() },
            { "one octet", new byte[] { 1 } },
            { "239 octets", Changed(octets: datagram => datagram[..239]) },
            { "no options", Changed(octets: datagram => datagram[..240]) },
            { "op 0", Changed(message => message.Op = 0) },
            { "op 255", Changed(message => message.Op = 255) },
            { "bad cookie", Patched(236, 0, 0, 0, 0) },
            { "hlen 17", Changed(message => message.HardwareLength = 17) },
            { "hlen 0 and no identifier", Changed(message => { message.HardwareLength = 0; message.Remove(61); }) },
            { "option past the end", Changed(octets: datagram => datagram[..250]) },
            { "option code without a length", Changed(octets: datagram => datagram[..244]) },
            { "zero-length 53", Changed(message => message.Set(53)) },
            { "53 of two octets", Changed(message => message.Set(53, 1, 1)) },
            { "53 is 0", Changed(message => message.Set(53, 0)) },
            { "53 is 9", Changed(message => message.Set(53, 9)) },
            { "53 is an OFFER", Changed(message => message.Set(53, 2)) },
            { "53 twice", Changed(message => message.Append(53, 3)) },
            { "no 53", Changed(message => message.Remove(53)) },
            { "all pad", Patched(240, new byte[308]) },
            { "overload 3 with garbage fields", Changed(message => message.Append(52, 3), datagram => { datagram[44] = 200; datagram[45] = 255; return datagram; }) },
            { "all 255", Enumerable.Repeat((byte)255, 548).ToArray() },
            { "empty 52", Changed(message => message.Append(52).Append(52, 3)) },
        };
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    [Trait("Checklist", "D50")]
    public void A_malformed_datagram_is_dropped_and_the_next_phone_is_served(string what, byte[] datagram)
    {
        var bench = new Bench();
        Sent? reply = bench.Send(datagram);
        Assert.True(reply is null || reply.Packet.MessageType == DhcpMessageType.Offer, what);
        Assert.NotEqual(IPAddress.Any, bench.Bind(2));
    }

    [Fact]
    [Trait("Checklist", "D50")]
    public void A_message_without_END_is_tolerated()
    {
        byte[] datagram = new ClientMessage(DhcpMessageType.Discover).ToBytes();
        int end = Array.IndexOf(datagram, (byte)255, 300);
        Assert.NotNull(new Bench().Send(datagram[..end]));
    }

    [Fact]
    [Trait("Checklist", "D53")]
    public void A_reply_heard_on_the_server_port_is_ignored_without_a_word()
    {
        var bench = new Bench();
        byte[] offer = bench.Discover().Datagram;
        int events = bench.Output.Events.Count;
        Assert.Null(bench.Send(offer));
        Assert.Equal(events, bench.Output.Events.Count);
    }

    [Fact]
    [Trait("Checklist", "D08")]
    public void Overloaded_input_is_read_in_the_order_options_file_sname()
    {
        byte[] datagram = new ClientMessage(DhcpMessageType.Discover).Remove(55).Append(52, 3).Append(77, 1).ToBytes();
        new byte[] { 77, 1, 2, 55, 1, 150, 255 }.CopyTo(datagram, 108);
        new byte[] { 77, 1, 3, 255 }.CopyTo(datagram, 44);
        var packet = new DhcpPacket();
        Assert.Equal(DhcpParseError.None, packet.Read(datagram, datagram.Length));
        Assert.Equal(new byte[] { 1, 2, 3 }, packet.Options.Get(77).ToArray());
        Assert.Equal(new byte[] { 150 }, packet.Options.Get(55).ToArray());
    }

    [Fact]
    [Trait("Checklist", "D09")]
    public void Repeated_codes_are_joined_on_input()
    {
        byte[] datagram = new ClientMessage(DhcpMessageType.Discover).Append(77, 1, 2).Append(78, 9).Append(77).Append(77, 3).ToBytes();
        var packet = new DhcpPacket();
        Assert.Equal(DhcpParseError.None, packet.Read(datagram, datagram.Length));
        Assert.Equal(new byte[] { 1, 2, 3 }, packet.Options.Get(77).ToArray());
    }

    [Fact]
    public void A_packet_object_forgets_the_options_of_the_message_before()
    {
        var packet = new DhcpPacket();
        byte[] first = new ClientMessage(DhcpMessageType.Discover).ToBytes();
        packet.Read(first, first.Length);
        byte[] second = new ClientMessage(DhcpMessageType.Request).Remove(60).ToBytes();
        packet.Read(second, second.Length);
        Assert.False(packet.Options.Has(60));
        Assert.Equal(DhcpMessageType.Request, packet.MessageType);
        Assert.Equal("SEP001BD4000001", packet.Options.GetText(12));
    }

    [Property(MaxTest = 500)]
    public void Any_octets_give_a_value_or_an_error(byte[] octets)
    {
        var bench = new Bench();
        bench.Send(octets ?? Array.Empty<byte>());
    }

    [Property(MaxTest = 2000)]
    public void A_phones_message_with_octets_changed_and_cut_never_throws(int seed)
    {
        var random = new Random(seed);
        var bench = new Bench(new DhcpSettings { RangeEnd = IPAddress.Parse("10.1.1.14") });
        for (int i = 0; i < 20; i++)
        {
            ClientMessage message = new ClientMessage((DhcpMessageType)random.Next(1, 9), ClientMessage.Phone(random.Next(4)))
                .Set(50, 10, 1, 1, (byte)random.Next(8, 16)).Append(52, (byte)random.Next(4));
            if (random.Next(2) == 0)
                message.Set(54, "10.1.1.2");
            byte[] datagram = message.ToBytes();
            for (int change = random.Next(4); change > 0; change--)
                datagram[random.Next(datagram.Length)] = (byte)random.Next(256);
            int length = random.Next(3) == 0 ? random.Next(datagram.Length) : datagram.Length;
            bench.Responder.Receive(datagram, length, bench.Now, bench.Output);
            bench.Pass(random.NextDouble());
            bench.Responder.Tick(bench.Now, bench.Output);
        }

        Assert.All(bench.Output.Sent, sent => Assert.InRange(sent.Datagram.Length, 300, 1472));
    }

    [Property(MaxTest = 300)]
    public void What_is_written_is_read_back(byte[][] values, ushort limit)
    {
        var writer = new DhcpPacketWriter();
        writer.Begin(2, DhcpPacketWriter.MinimumLength + limit % (DhcpPacketWriter.Capacity - DhcpPacketWriter.MinimumLength));
        writer.Add(DhcpOptionCode.MessageType, 2);
        var written = new Dictionary<byte, byte[]>();
        byte code = 100;
        foreach (byte[] value in values ?? Array.Empty<byte[]>())
        {
            // Long enough to be split and to spill over into file and sname.
            byte[] repeated = Enumerable.Repeat(value ?? Array.Empty<byte>(), 20).SelectMany(octets => octets).ToArray();
            if (code < 250 && writer.Add(code, repeated))
                written[code] = repeated;
            code++;
        }

        int length = writer.Finish();
        var packet = new DhcpPacket();
        Assert.Equal(DhcpParseError.None, packet.Read(writer.Buffer, length));
        Assert.All(written, option => Assert.Equal(option.Value, packet.Options.Get(option.Key).ToArray()));
    }
}
