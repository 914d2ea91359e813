using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using CiscoPhoneRecovery.Simulation;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Plugs a software phone into real sockets of this PC. On loopback nobody hears a broadcast, so the phone's DHCP packets go straight
/// to the server and come back to the port they left from; its TFTP packets leave from the address it was leased, port 49152, as a
/// phone's do.
/// </summary>
public sealed class SoftwarePhoneHost : ISoftwarePhonePort, IDisposable
{
    private const int CiscoTftpClientPort = 49152;
    private const int ReceiveBuffer = 64 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(200);

    private readonly MonotonicClock _clock = new();
    private readonly IPEndPoint _dhcpServer;
    private readonly Socket _dhcp;
    private readonly byte[] _buffer = new byte[2048];
    private readonly Thread _thread;
    private Socket? _tftp;
    private volatile bool _stopping;

    /// <param name="profile">The phone.</param>
    /// <param name="dhcpServer">Address and port of the DHCP server on loopback.</param>
    /// <param name="tftpPort">Port of the TFTP server.</param>
    public SoftwarePhoneHost(SoftwarePhoneProfile profile, IPEndPoint dhcpServer, int tftpPort)
    {
        _dhcpServer = dhcpServer;
        _dhcp = Bind(IPAddress.Loopback, 0);
        Phone = new SoftwarePhone(profile, this, tftpPort);
        _thread = new Thread(Run) { IsBackground = true, Name = "Software phone " + profile.Mac };
    }

    public SoftwarePhone Phone { get; }

    /// <summary>What ended the phone's thread early, if anything did.</summary>
    public Exception? Fault { get; private set; }

    public void PowerOn() => _thread.Start();

    public void Dispose()
    {
        _stopping = true;
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _dhcp.Dispose();
        _tftp?.Dispose();
        Phone.Dispose();
    }

    void ISoftwarePhonePort.BroadcastDhcp(byte[] datagram, int length) => _dhcp.SendTo(datagram, 0, length, SocketFlags.None, _dhcpServer);

    void ISoftwarePhonePort.UseAddress(IPAddress address)
    {
        if (_tftp is not null && ((IPEndPoint)_tftp.LocalEndPoint!).Address.Equals(address))
        {
            return;
        }

        _tftp?.Dispose();
        _tftp = BindPreferably(address, CiscoTftpClientPort);
    }

    void ISoftwarePhonePort.SendTftp(byte[] datagram, int length, TftpPeer to) => _tftp!.SendTo(datagram, 0, length, SocketFlags.None, to.ToEndPoint());

    private static Socket Bind(IPAddress address, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            UdpBinding.Prepare(socket, ReceiveBuffer);
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The port a real phone uses, or any other where this PC has it in use.</summary>
    private static Socket BindPreferably(IPAddress address, int port)
    {
        try
        {
            return Bind(address, port);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return Bind(address, 0);
        }
    }

    private void Run()
    {
        try
        {
            Phone.PowerOn(_clock.Now);
            var ready = new List<Socket>(2);
            while (!_stopping && Phone.Stage != SoftwarePhoneStage.Running)
            {
                ready.Clear();
                ready.Add(_dhcp);
                if (_tftp is not null)
                {
                    ready.Add(_tftp);
                }

                TimeSpan wait = (Phone.NextDeadline ?? _clock.Now + LongestWait) - _clock.Now;
                wait = wait > LongestWait ? LongestWait : wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
                Socket.Select(ready, null, null, (int)(wait.Ticks / 10));
                foreach (Socket socket in ready)
                {
                    Take(socket);
                }

                Phone.Tick(_clock.Now);
            }
        }
        catch (SocketException e)
        {
            Fault = e;
        }
    }

    private void Take(Socket socket)
    {
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        int length;
        try
        {
            length = socket.ReceiveFrom(_buffer, ref from);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.MessageSize)
        {
            // Windows reports an earlier packet's ICMP answer here; to a phone it is silence.
            return;
        }

        if (socket == _dhcp)
        {
            Phone.ReceiveDhcp(_buffer, length, _clock.Now);
        }
        else
        {
            Phone.ReceiveTftp(_buffer, length, TftpPeer.From((IPEndPoint)from), _clock.Now);
        }
    }
}
