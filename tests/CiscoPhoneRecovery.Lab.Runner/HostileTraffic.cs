using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace CiscoPhoneRecovery.Lab.Runner;

/// <summary>
/// A host that means no good: `lab-runner --attack starve --seconds 10 --from 10.1.1.7`. Sends to 10.1.1.2 for so long, at some thousands of
/// packets a second, and writes how many.
/// </summary>
internal sealed class HostileTraffic : IDisposable
{
    private const int Burst = 20;

    private static readonly IPAddress Server = IPAddress.Parse("10.1.1.2");
    private static readonly string[] Files = { "term45.default.loads", "jar45sccp.8-5-2TH1-9.sbn", "no-such-file", "../../etc/passwd", "SEP001BD4000001.cnf.xml" };

    private readonly Random _random = new(1);
    private readonly IPAddress _own;
    private readonly List<Socket> _sockets = new();
    private readonly byte[] _buffer = new byte[65536];
    private IPEndPoint[] _transfers = Array.Empty<IPEndPoint>();
    private long _sent;

    private HostileTraffic(IPAddress own) => _own = own;

    public static int Run(string kind, double seconds, IPAddress own)
    {
        using var host = new HostileTraffic(own);
        Action attack = kind switch
        {
            "strangers" => () => host.Discover("MSFT 5.0"),
            "starve" => () => host.Discover("Cisco Systems, Inc. IP Phone CP-7945G\0"),
            "requests" => host.Request,
            "half-open" => host.HalfOpen,
            "acks" => host.StrayAck,
            "giants" => host.Giant,
            _ => throw new ArgumentException($"no attack '{kind}'"),
        };
        var watch = Stopwatch.StartNew();
        Console.WriteLine("attacking");
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            for (int i = 0; i < Burst; i++)
            {
                attack();
            }

            Thread.Sleep(1);
        }

        Console.WriteLine($"sent {host._sent}");
        return 0;
    }

    public void Dispose() => _sockets.ForEach(s => s.Dispose());

    /// <summary>A DISCOVER of a MAC that was never seen.</summary>
    private void Discover(string vendorClass)
    {
        byte[] vendor = Encoding.ASCII.GetBytes(vendorClass);
        byte[] packet = new byte[300];
        packet[0] = packet[1] = 1;
        packet[2] = 6;
        _random.NextBytes(packet.AsSpan(4, 4));
        packet[10] = 0x80;
        _random.NextBytes(packet.AsSpan(28, 6));
        packet[28] = 2;
        new byte[] { 99, 130, 83, 99, 53, 1, 1, 60, (byte)vendor.Length }.CopyTo(packet, 236);
        vendor.CopyTo(packet, 245);
        packet[245 + vendor.Length] = 255;
        Send(Any(16), packet, new IPEndPoint(Server, 67));
    }

    /// <summary>Read requests as fast as can be, from few ports.</summary>
    private void Request() => Send(Any(64), Read(Files[_random.Next(Files.Length)], "octet"), new IPEndPoint(Server, 69));

    /// <summary>Read requests from thousands of ports, and never an ACK.</summary>
    private void HalfOpen() => Send(Any(4000), Read(Files[_random.Next(2)], "octet", "windowsize", "64", "blksize", "1428"), new IPEndPoint(Server, 69));

    /// <summary>ACKs and garbage to the ports that transfers come from, which a request of its own tells.</summary>
    private void StrayAck()
    {
        if (_transfers.Length == 0)
        {
            _transfers = Enumerable.Range(0, 32).Select(_ => TransferPort()).Where(p => p is not null).Select(p => p!).Distinct().ToArray();
        }

        byte[] packet = new byte[_random.Next(2, 20)];
        _random.NextBytes(packet);
        packet[0] = 0;
        packet[1] = (byte)_random.Next(2, 7);
        Send(Any(64), packet, _transfers.Length == 0 ? new IPEndPoint(Server, 69) : _transfers[_random.Next(_transfers.Length)]);
    }

    /// <summary>Names and packets as long as UDP has them.</summary>
    private void Giant()
    {
        string name = new('A', _random.Next(200, 60_000));
        Send(Any(16), Read(name, "octet"), new IPEndPoint(Server, 69));
        byte[] dhcp = new byte[_random.Next(240, 60_000)];
        dhcp[0] = dhcp[1] = 1;
        dhcp[2] = 6;
        Array.Fill(dhcp, (byte)12, 240, dhcp.Length - 240);
        new byte[] { 99, 130, 83, 99, 53, 1, 1 }.AsSpan(0, Math.Min(7, dhcp.Length - 236)).CopyTo(dhcp.AsSpan(236));
        Send(Any(16), dhcp, new IPEndPoint(Server, 67));
    }

    private IPEndPoint? TransferPort()
    {
        using var socket = NewSocket();
        socket.ReceiveTimeout = 1000;
        socket.SendTo(Read(Files[0], "octet"), new IPEndPoint(Server, 69));
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        try
        {
            socket.ReceiveFrom(_buffer, ref from);
            return (IPEndPoint)from;
        }
        catch (SocketException)
        {
            return null; // the station does not answer any more, which the test will see by itself
        }
    }

    private static byte[] Read(params string[] words) => Encoding.ASCII.GetBytes("\0\u0001" + string.Concat(words.Select(w => w + "\0")));

    private Socket Any(int most)
    {
        if (_sockets.Count < most)
        {
            _sockets.Add(NewSocket());
        }

        return _sockets[_random.Next(_sockets.Count)];
    }

    private Socket NewSocket()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4096, Blocking = true };
        socket.Bind(new IPEndPoint(_own, 0));
        return socket;
    }

    private void Send(Socket socket, byte[] packet, IPEndPoint to)
    {
        try
        {
            socket.SendTo(packet, to);
            _sent++;
        }
        catch (SocketException)
        {
            // An ICMP error of an earlier packet, or no room: the next one is as good.
        }
    }
}
