using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Tftp;

/// <summary>The hosted server on loopback, over both kinds of socket.</summary>
[Trait("Area", "TFTP")]
public sealed class TftpServerTests
{
    [Theory]
    [Trait("Checklist", "T01")]
    [InlineData(false)]
    [InlineData(true)]
    public void An_answer_comes_from_a_fresh_port_and_the_next_transfers_from_another(bool plain)
    {
        using var root = new TftpRoot(plain);
        using Socket phone = Client();
        EndPoint first = Ask(phone, root, "term42.default.loads");
        Acknowledge(phone, first, 1);
        Assert.True(Receive(phone, out _) > 4);
        Acknowledge(phone, first, 2);
        EndPoint second = Ask(phone, root, "exact.bin");

        Assert.NotEqual(root.Server.EndPoint.Port, ((IPEndPoint)first).Port);
        Assert.NotEqual(first, second);
    }

    [Theory]
    [Trait("Checklist", "T26")]
    [InlineData(false)]
    [InlineData(true)]
    public void A_client_whose_port_is_gone_does_not_trouble_the_others(bool plain)
    {
        using var root = new TftpRoot(plain);
        for (int i = 0; i < 20; i++)
        {
            using Socket gone = Client();
            Ask(gone, root, "exact.bin");
        }

        Thread.Sleep(400); // retransmissions to closed ports, and the ICMP that answers them
        Assert.True(Download(root, "jar42sccp.8-5-2TH1-9.sbn").AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(root.Folder, "jar42sccp.8-5-2TH1-9.sbn"))));
    }

    [Theory]
    [Trait("Checklist", "T27")]
    [InlineData(false)]
    [InlineData(true)]
    public void Many_clients_at_once_all_get_the_same_bytes(bool plain)
    {
        using var root = new TftpRoot(plain);
        byte[] expected = File.ReadAllBytes(Path.Combine(root.Folder, "exact.bin"));
        var results = new byte[40][];
        Thread[] clients = Enumerable.Range(0, results.Length).Select(i => new Thread(() => results[i] = Download(root, "exact.bin"))).ToArray();
        Array.ForEach(clients, c => c.Start());
        Array.ForEach(clients, c => c.Join());

        Assert.All(results, r => Assert.Equal(expected, r));
    }

    [Theory]
    [Trait("Checklist", "T28")]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_replaced_in_the_middle_ends_the_transfer_with_an_ERROR(bool large)
    {
        using var root = new TftpRoot(limits: new DiskRootLimits
        {
            MaxCachedFile = large ? 1000 : 1_000_000,
            WatchInterval = TimeSpan.FromMilliseconds(50),
        });
        using Socket phone = Client();
        EndPoint transfer = Ask(phone, root, "exact.bin");
        Acknowledge(phone, transfer, 1);
        Receive(phone, out _);
        root.Write("exact.bin", 51_201);
        Thread.Sleep(300);
        byte[] answer = new byte[600];
        for (int block = 2; block < 90; block++)
        {
            Acknowledge(phone, transfer, block);
            phone.Receive(answer);
            if (answer[1] == 5)
            {
                return;
            }
        }

        Assert.Fail("The transfer went on.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stopping_takes_a_fraction_of_a_second_and_may_be_asked_for_twice(bool plain)
    {
        using var root = new TftpRoot(plain);
        using Socket phone = Client();
        Ask(phone, root, "exact.bin");
        var clock = Stopwatch.StartNew();
        root.Server.Stop();
        root.Server.Stop();

        Assert.InRange(clock.ElapsedMilliseconds, 0, 900);
        Assert.Equal(5, ReceiveUntilError(phone));
        Assert.Contains(root.Events, e => e.Kind == TftpEventKind.Failed);
        root.Server.Start();
        Assert.NotEmpty(Download(root, "exact.bin"));
    }

    [Theory]
    [Trait("Checklist", "T26")]
    [InlineData(false)]
    [InlineData(true)]
    public void Ports_that_are_opened_anew_take_up_the_transfers_of_before(bool plain)
    {
        using var root = new TftpRoot(plain);
        IPEndPoint before = root.Server.EndPoint;
        using Socket phone = Client();
        EndPoint transfer = Ask(phone, root, "exact.bin");
        Acknowledge(phone, transfer, 1);
        Assert.Equal(516, Receive(phone, out _));
        for (int i = 0; i < 3; i++)
        {
            root.Server.Reopen();
        }

        Assert.Equal("exact.bin", Assert.Single(root.Server.Transfers).File);
        byte[] data = new byte[600];
        for (int block = 2; block <= 101; block++)
        {
            Acknowledge(phone, transfer, block);
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            while (block < 101 && (phone.ReceiveFrom(data, ref from) < 4 || ((data[2] << 8) | data[3]) != block + 1))
            {
                // a block that was sent again meanwhile
            }

            Assert.True(block == 101 || from.Equals(transfer));
        }

        Assert.True(SpinWait.SpinUntil(() => root.Events.Any(e => e.Kind == TftpEventKind.Completed), TimeSpan.FromSeconds(5)));
        Assert.Equal(before, root.Server.EndPoint);
        Assert.NotEmpty(Download(root, "term42.default.loads"));
    }

    [Fact]
    public void A_port_in_use_is_named_together_with_the_program_that_has_it()
    {
        using var root = new TftpRoot();
        using var files = new DiskRoot(root.Folder);
        using var second = new TftpServer(new TftpServerOptions { Files = files, Address = IPAddress.Loopback, Port = root.Server.EndPoint.Port }, _ => { });

        var error = Assert.Throws<PortInUseException>(second.Start);
        Assert.Contains(root.Port, error.Message);
        Assert.Contains(Environment.ProcessId.ToString(), error.Message);
    }

    [Fact]
    public void A_listener_of_the_board_that_is_slow_or_throws_slows_nobody()
    {
        using var root = new TftpRoot();
        using var files = new DiskRoot(root.Folder);
        using var board = new PhoneBoard(new MonotonicClock());
        board.TftpHappened += _ =>
        {
            Thread.Sleep(200);
            throw new InvalidOperationException();
        };
        using var server = new TftpServer(new TftpServerOptions { Files = files, Address = IPAddress.Loopback, Port = 0 }, board.Post);
        server.Start();
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < 5; i++)
        {
            Download(server, "term42.default.loads");
        }

        Assert.InRange(clock.ElapsedMilliseconds, 0, 900);
    }

    [Fact]
    public void Starting_and_stopping_again_and_again_leaves_no_thread_behind()
    {
        using var root = new TftpRoot();
        int Threads() => Process.GetCurrentProcess().Threads.Count;
        int before = Threads();
        for (int i = 0; i < 20; i++)
        {
            root.Server.Stop();
            root.Server.Start();
        }

        // Threads of the tests beside this one come and go; a thread left by each round would stay.
        Assert.True(SpinWait.SpinUntil(() => Threads() < before + 8, TimeSpan.FromMinutes(1)));
    }

    private static byte[] Download(TftpRoot root, string name) => Download(root.Server, name);

    private static byte[] Download(TftpServer server, string name)
    {
        using Socket phone = Client();
        phone.SendTo(Request(name), server.EndPoint);
        var file = new List<byte>();
        byte[] buffer = new byte[600];
        for (int block = 1; ; block++)
        {
            EndPoint transfer = new IPEndPoint(IPAddress.Any, 0);
            int count;
            do
            {
                count = phone.ReceiveFrom(buffer, ref transfer);
                Assert.Equal(3, buffer[1]);
            }
            while (((buffer[2] << 8) | buffer[3]) != block);
            file.AddRange(buffer.AsSpan(4, count - 4));
            Acknowledge(phone, transfer, block);
            if (count < 516)
            {
                return file.ToArray();
            }
        }
    }

    private static Socket Client()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static byte[] Request(string name) => System.Text.Encoding.ASCII.GetBytes($"\0\u0001{name}\0octet\0");

    private static EndPoint Ask(Socket phone, TftpRoot root, string name)
    {
        phone.SendTo(Request(name), root.Server.EndPoint);
        Receive(phone, out EndPoint transfer);
        return transfer;
    }

    private static int Receive(Socket phone, out EndPoint from)
    {
        from = new IPEndPoint(IPAddress.Any, 0);
        return phone.ReceiveFrom(new byte[600], ref from);
    }

    private static int ReceiveUntilError(Socket phone)
    {
        byte[] packet = new byte[600];
        for (int i = 0; i < 20 && packet[1] != 5; i++)
        {
            phone.Receive(packet);
        }

        return packet[1];
    }

    private static void Acknowledge(Socket phone, EndPoint transfer, int block) =>
        phone.SendTo(new byte[] { 0, 4, (byte)(block >> 8), (byte)block }, transfer);
}
