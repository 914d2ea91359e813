using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Dhcp;

/// <summary>What became of an earlier datagram reaches a socket as an error of a later call: on Windows by itself (10054), on Linux where it is asked for.</summary>
[Trait("Checklist", "D52")]
public class EarlierErrorTests
{
    private const int ReceiveErrors = 11;

    [SkippableFact]
    public void The_error_of_an_earlier_reply_ends_nothing()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "asks Linux for the errors that Windows gives by itself");
        using var server = new DhcpServer(Options(), _ => { });
        server.Start();
        AskForErrors(server.LocalEndPoint!.Port);
        for (int i = 0; i < 20; i++)
        {
            using Socket gone = Phone();
            gone.SendTo(Discover(i), server.LocalEndPoint);
        }

        using Socket phone = Phone();
        phone.SendTo(Discover(99), server.LocalEndPoint);
        Assert.True(phone.Receive(new byte[1500]) > 240);
        Assert.Null(server.Failure);
    }

    private static DhcpServerOptions Options() => new()
    {
        Settings = new DhcpSettings
        {
            ServerAddress = IPAddress.Loopback,
            SubnetMask = IPAddress.Parse("255.0.0.0"),
            RangeStart = IPAddress.Parse("127.1.1.10"),
            RangeEnd = IPAddress.Parse("127.1.1.254"),
            Router = null,
            TftpServers = new[] { IPAddress.Loopback },
        },
        ServerPort = 0,
        ReplyToSender = true,
    };

    private static Socket Phone()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static byte[] Discover(int number)
    {
        var writer = new DhcpPacketWriter();
        writer.Begin(DhcpPacket.BootRequest);
        writer.SetHardware(1, 6, new byte[] { 0, 27, 212, 0, 0, (byte)number });
        writer.SetTransaction((uint)number, 1, DhcpPacket.BroadcastFlag);
        writer.Add(DhcpOptionCode.MessageType, (byte)DhcpMessageType.Discover);
        writer.Add(DhcpOptionCode.VendorClass, Encoding.ASCII.GetBytes("Cisco Systems, Inc. IP Phone CP-7945G\0"));
        return writer.Buffer[..writer.Finish(548)];
    }

    /// <summary>Has the system tell this process' socket on a port what ICMP says of its datagrams.</summary>
    private static void AskForErrors(int port)
    {
        string address = $"0100007F:{port:X4}";
        string inode = File.ReadLines("/proc/self/net/udp")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Single(words => words[1] == address)[9];
        string descriptor = Directory.GetFileSystemEntries("/proc/self/fd").Single(path => new FileInfo(path).LinkTarget == $"socket:[{inode}]");
        byte[] yes = BitConverter.GetBytes(1);
        Assert.Equal(0, SetOption(int.Parse(Path.GetFileName(descriptor), CultureInfo.InvariantCulture), 0, ReceiveErrors, yes, yes.Length));
    }

    [DllImport("libc", EntryPoint = "setsockopt")]
    private static extern int SetOption(int socket, int level, int option, byte[] value, int length);
}
