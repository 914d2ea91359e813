using System;
using System.IO;
using System.Net;
using System.Threading;
using CiscoPhoneRecovery.Hosting;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Tftp;

/// <summary>How the server's events reach whoever listens.</summary>
[Trait("Area", "TFTP")]
public sealed class TftpEventTests
{
    [Fact]
    public void A_listener_may_stop_the_server_from_within_an_event()
    {
        string folder = Directory.CreateTempSubdirectory("tftp-root-").FullName;
        using var files = new DiskRoot(folder);
        using var stopped = new ManualResetEventSlim();
        TftpServer? server = null;
        server = new TftpServer(
            new TftpServerOptions { Files = files, Address = IPAddress.Loopback, Port = 0 },
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

    [Fact]
    public void A_listener_that_fails_costs_no_client_its_file()
    {
        using var root = new TftpRoot(listen: _ => throw new InvalidOperationException("a log on a full disk"));
        using var phone = new System.Net.Sockets.UdpClient();
        phone.Client.ReceiveTimeout = 5000;
        phone.Send("\0\u0001one.bin\0octet\0"u8, root.Server.EndPoint);
        IPEndPoint? from = null;

        Assert.Equal(5, phone.Receive(ref from).Length);
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
