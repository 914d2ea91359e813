using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using CiscoPhoneRecovery.Simulation;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Plugs a software phone into real sockets of this PC: into loopback for a rehearsal, or into a NIC, where it does all that a phone
/// does on the wire. Its TFTP packets leave from the address it was leased, port 49152, as a phone's do.
/// </summary>
public sealed class SoftwarePhoneHost : ISoftwarePhonePort, IDisposable
{
    private const int CiscoTftpClientPort = 49152;
    private const int DhcpServerPort = 67;
    private const int DhcpClientPort = 68;
    private const int TftpServerPort = 69;
    private const int ReceiveBuffer = 64 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(200);

    private readonly MonotonicClock _clock = new();
    private readonly IPEndPoint _dhcpServer;
    private readonly Action<IPAddress>? _takeAddress;
    private readonly Socket _dhcp;
    private readonly byte[] _buffer = new byte[2048];
    private readonly Thread _thread;
    private Socket? _tftp;
    private volatile bool _stopping;

    private SoftwarePhoneHost(SoftwarePhoneProfile profile, Socket dhcp, IPEndPoint dhcpServer, int tftpPort, Action<IPAddress>? takeAddress)
    {
        _dhcp = dhcp;
        _dhcpServer = dhcpServer;
        _takeAddress = takeAddress;
        Phone = new SoftwarePhone(profile, this, tftpPort);
        _thread = new Thread(Run) { IsBackground = true, Name = "Software phone " + profile.Mac };
    }

    public SoftwarePhone Phone { get; }

    /// <summary>What ended the phone's thread early, if anything did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>
    /// A phone on loopback. Nobody hears a broadcast there, so its DHCP packets go straight to the server and come back to the port
    /// they left from.
    /// </summary>
    /// <param name="profile">The phone.</param>
    /// <param name="dhcpServer">Address and port of the DHCP server.</param>
    /// <param name="tftpPort">Port of the TFTP server.</param>
    public static SoftwarePhoneHost OnLoopback(SoftwarePhoneProfile profile, IPEndPoint dhcpServer, int tftpPort) =>
        new(profile, Bind(IPAddress.Loopback, 0), dhcpServer, tftpPort, null);

    /// <summary>A phone on a NIC, with DHCP by broadcast from port 68. Several phones share the NIC and the port.</summary>
    /// <param name="profile">The phone.</param>
    /// <param name="interfaceName">The NIC; on Linux the sockets are tied to it.</param>
    /// <param name="takeAddress">Gives the NIC the leased address before the phone uses it.</param>
    public static SoftwarePhoneHost OnWire(SoftwarePhoneProfile profile, string interfaceName, Action<IPAddress> takeAddress)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true, ReceiveBufferSize = ReceiveBuffer };
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            LinuxCalls.BindToDevice(socket, interfaceName);
        }

        socket.Bind(new IPEndPoint(IPAddress.Any, DhcpClientPort));
        return new SoftwarePhoneHost(profile, socket, new IPEndPoint(IPAddress.Broadcast, DhcpServerPort), TftpServerPort, takeAddress);
    }

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
        _takeAddress?.Invoke(address);
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
        catch (Exception e)
        {
            // Whatever it is, it ends this phone and is its rehearsal's result, not the process's end.
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
