using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Dhcp;

/// <summary>The server on loopback, as in a rehearsal: no root, no namespace, any free port.</summary>
public class LoopbackTests
{
    private readonly ConcurrentQueue<DhcpEvent> _events = new();

    [Fact]
    public void A_phone_on_any_port_is_answered_where_it_asked_from()
    {
        using DhcpServer server = Start();
        using Socket phone = Phone();
        Ask(server, phone, 1);
        var reply = new byte[1500];
        int length = phone.Receive(reply);
        var packet = new DhcpPacket();
        Assert.Equal(DhcpParseError.None, packet.Read(reply, length));
        Assert.Equal(DhcpMessageType.Offer, packet.MessageType);
        Assert.Contains(_events, happening => happening.Kind == DhcpEventKind.Offered);
    }

    [Fact]
    [Trait("Checklist", "D52")]
    public void A_client_that_is_gone_when_the_reply_comes_ends_nothing()
    {
        using DhcpServer server = Start();
        for (int i = 0; i < 20; i++)
        {
            using Socket gone = Phone();
            Ask(server, gone, i);
        }

        using Socket phone = Phone();
        Ask(server, phone, 99);
        Assert.True(phone.Receive(new byte[1500]) > 240);
    }

    [Fact]
    public void It_stops_within_a_second_and_as_often_as_it_is_told()
    {
        using DhcpServer server = Start();
        var watch = Stopwatch.StartNew();
        server.Stop();
        server.Stop();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"{watch.Elapsed}");
        Assert.False(server.IsRunning);
        Assert.Null(server.LocalEndPoint);
        server.Dispose();
    }

    [Fact]
    public void A_hundred_rounds_leave_no_port_and_no_thread_behind()
    {
        int port;
        using (DhcpServer first = Start())
            port = first.LocalEndPoint!.Port;
        int threads = Process.GetCurrentProcess().Threads.Count;
        for (int i = 0; i < 100; i++)
            Start(port).Dispose();

        // Threads of the tests beside this one come and go; a thread left by each round would stay.
        Assert.True(SpinWait.SpinUntil(() => Process.GetCurrentProcess().Threads.Count < threads + 20, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_handler_may_stop_the_server_that_calls_it()
    {
        DhcpServer? server = null;
        var stopped = new TaskCompletionSource();
        server = new DhcpServer(Options(0), happening =>
        {
            server!.Stop();
            _ = server.IsRunning;
            _ = server.Leases;
            stopped.TrySetResult();
        });
        server.Start();
        using Socket phone = Phone();
        Ask(server, phone, 1);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(5));
        server.Dispose();
        Assert.False(server.IsRunning);
    }

    [Fact]
    public void A_handler_that_fails_does_not_cost_the_phones_their_server()
    {
        using var server = new DhcpServer(Options(0), _ => throw new InvalidOperationException("a listener's own fault"));
        server.Start();
        using Socket phone = Phone();
        Ask(server, phone, 1);
        Assert.True(phone.Receive(new byte[1500]) > 240);
    }

    [Fact]
    public void Leases_can_be_asked_for_while_it_runs_and_after()
    {
        using DhcpServer server = Start();
        Assert.Empty(server.Leases);
        using Socket phone = Phone();
        phone.SendTo(Message(DhcpMessageType.Request, 1, (DhcpOptionCode.RequestedAddress, new byte[] { 127, 1, 1, 20 })), server.LocalEndPoint!);
        phone.Receive(new byte[1500]);
        Assert.Equal(IPAddress.Parse("127.1.1.20"), Assert.Single(server.Leases).Address);
        server.Stop();
        Assert.Single(server.Leases);
    }

    [Fact]
    public void A_taken_port_is_named_with_its_holder()
    {
        using DhcpServer server = Start();
        int port = server.LocalEndPoint!.Port;
        PortInUseException error = Assert.Throws<PortInUseException>(() => Start(port));
        Assert.Equal(port, error.Port);
        Assert.Contains($"{port}", error.Message);
    }

    [Fact]
    public async Task Traffic_from_many_threads_while_it_stops_does_no_harm()
    {
        for (int round = 0; round < 5; round++)
        {
            using DhcpServer server = Start();
            IPEndPoint target = server.LocalEndPoint!;
            using var end = new CancellationTokenSource();
            Task[] askers = Enumerable.Range(0, 4).Select(asker => Task.Run(() =>
            {
                using Socket phone = Phone();
                for (int i = 0; !end.IsCancellationRequested; i++)
                    phone.SendTo(Message(DhcpMessageType.Discover, asker * 1000 + i), target);
            })).ToArray();
            await Task.Delay(50);
            server.Stop();
            await end.CancelAsync();
            await Task.WhenAll(askers);
        }
    }

    private static DhcpServerOptions Options(int port) => new()
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
        ServerPort = port,
        ReplyToSender = true,
    };

    private static Socket Phone()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static void Ask(DhcpServer server, Socket phone, int number) =>
        phone.SendTo(Message(DhcpMessageType.Discover, number), server.LocalEndPoint!);

    private static byte[] Message(DhcpMessageType type, int number, params (byte Code, byte[] Value)[] options)
    {
        var writer = new DhcpPacketWriter();
        writer.Begin(DhcpPacket.BootRequest);
        writer.SetHardware(1, 6, new byte[] { 0, 27, 212, (byte)(number >> 16), (byte)(number >> 8), (byte)number });
        writer.SetTransaction((uint)number, 1, DhcpPacket.BroadcastFlag);
        writer.Add(DhcpOptionCode.MessageType, (byte)type);
        writer.Add(DhcpOptionCode.VendorClass, Encoding.ASCII.GetBytes("Cisco Systems, Inc. IP Phone CP-7945G\0"));
        foreach ((byte code, byte[] value) in options)
            writer.Add(code, value);
        return writer.Buffer[..writer.Finish(548)];
    }

    private DhcpServer Start(int port = 0)
    {
        var server = new DhcpServer(Options(port), _events.Enqueue);
        server.Start();
        return server;
    }
}
