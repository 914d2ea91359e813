using System;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Simulation;

public sealed class SoftwareDhcpClientTests
{
    private readonly SoftwareDhcpClient _client = new(new SoftwarePhoneProfile(ModelCatalogue.All[0], PhysicalAddress.Parse("001BD4000001")));

    [Fact]
    public void A_server_that_offered_and_fell_silent_is_given_up_for_any_other()
    {
        Assert.Equal(DhcpMessageType.Discover, Sent().MessageType);
        Assert.True(_client.Receive(Offer(out int length), length));
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(DhcpMessageType.Request, Sent().MessageType);
        }

        DhcpPacket fifth = Sent();
        Assert.Equal(DhcpMessageType.Discover, fifth.MessageType);
        Assert.False(fifth.Options.Has(DhcpOptionCode.ServerIdentifier));
    }

    private DhcpPacket Sent()
    {
        ArraySegment<byte> datagram = _client.Packet(TimeSpan.Zero);
        var packet = new DhcpPacket();
        Assert.Equal(DhcpParseError.None, packet.Read(datagram.Array!, datagram.Count));
        return packet;
    }

    private byte[] Offer(out int length)
    {
        DhcpPacket discover = Sent();
        var writer = new DhcpPacketWriter();
        writer.Begin(DhcpPacket.BootReply);
        writer.SetHardware(1, 6, discover.Hardware);
        writer.SetTransaction(discover.TransactionId, 0, discover.Flags);
        writer.SetAddresses(0, 0xC0A84D02, 0, 0);
        writer.Add(DhcpOptionCode.MessageType, (byte)DhcpMessageType.Offer);
        writer.Add(DhcpOptionCode.ServerIdentifier, IPAddress.Parse("192.168.77.1").GetAddressBytes());
        length = writer.Finish();
        return writer.Buffer;
    }
}
