using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Tftp;

/// <summary>How the server's events reach whoever listens.</summary>
[Trait("Area", "TFTP")]
public sealed class TftpEventTests
{
    [Fact]
    public void A_flood_that_nobody_reads_stays_bounded_and_loses_no_completed_file()
    {
        using var reading = new ManualResetEventSlim();
        var told = new ConcurrentQueue<TftpEvent>();
        var queue = new TftpEventQueue(
            happening =>
            {
                reading.Wait();
                told.Enqueue(happening);
            },
            atOnce: false);
        TftpEventKind[] flood = { TftpEventKind.Started, TftpEventKind.Failed, TftpEventKind.Refused, TftpEventKind.NotFound };
        for (int i = 0; i < 100_000; i++)
        {
            queue.Post(new TftpEvent(flood[i % flood.Length], default, string.Empty));
        }

        for (int i = 0; i < 1_000; i++)
        {
            queue.Post(new TftpEvent(TftpEventKind.Completed, default, "file", Transfer: i));
        }

        reading.Set();
        queue.Stop(TimeSpan.FromSeconds(10));

        Assert.InRange(told.Count(e => e.Kind != TftpEventKind.Completed), 10_000, 10_001);
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => (long)i), told.Where(e => e.Kind == TftpEventKind.Completed).Select(e => e.Transfer));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_listener_may_stop_the_server_from_within_an_event(bool atOnce)
    {
        string folder = Directory.CreateTempSubdirectory("tftp-root-").FullName;
        using var files = new DiskRoot(folder);
        using var stopped = new ManualResetEventSlim();
        TftpServer? server = null;
        server = new TftpServer(
            new TftpServerOptions { Files = files, Address = IPAddress.Loopback, Port = 0, TellAtOnce = atOnce },
            happening =>
            {
                server!.Stop();
                stopped.Set();
            });
        server.Start();
        using var phone = new System.Net.Sockets.UdpClient();
        phone.Send("\0\u0001nothing\0octet\0"u8, server.EndPoint);

        Assert.True(stopped.Wait(5000));
        int port = server.EndPoint.Port;
        Assert.True(SpinWait.SpinUntil(() => IsFree(port), 5000));
        server.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var socket = new System.Net.Sockets.UdpClient(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
