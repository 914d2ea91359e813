using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Tftp;

[Trait("Area", "TFTP")]
public sealed class TftpWireTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_wire_that_cannot_be_opened_again_yet_loses_packets_and_throws_nothing(bool plain)
    {
        Skip.IfNot(plain || LinuxDatagrams.Supported, "no Linux");
        using Socket phone = Bind(0);
        using TftpWire wire = plain ? new TftpPlainWire(Bind(0)) : new TftpLinuxWire(Bind(0));
        IPEndPoint before = wire.LocalEndPoint;
        TftpOutbox outbox = wire.NewOutbox(1000, 4);
        for (int i = 0; i < 2; i++)
        {
            Assert.Throws<StationException>(() => wire.Reopen(_ => throw new StationException("not yet")));
            Send(outbox, phone);
            Assert.Equal(0, wire.Receive(TimeSpan.FromMilliseconds(10)));
        }

        Assert.False(phone.Poll(50_000, SelectMode.SelectRead));
        wire.Reopen(point => Bind(point.Port));
        Assert.Equal(before, wire.LocalEndPoint);
        Send(outbox, phone);
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        Assert.Equal(4, phone.ReceiveFrom(new byte[100], ref from));
        Assert.Equal(before, from);
        phone.SendTo(new byte[7], from);
        Assert.True(SpinWait.SpinUntil(() => wire.Receive(TimeSpan.FromMilliseconds(100)) == 1, 5000));
        Assert.Equal(7, wire.Length(0));
    }

    private static void Send(TftpOutbox outbox, Socket phone)
    {
        outbox.Add(new byte[4], 4, new TftpPeer(0x7F000001, (ushort)((IPEndPoint)phone.LocalEndPoint!).Port));
        outbox.Flush();
    }

    private static Socket Bind(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }
}
