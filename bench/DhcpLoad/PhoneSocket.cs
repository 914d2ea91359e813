using System;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CiscoPhoneRecovery.Bench.DhcpLoad;

/// <summary>Port 68 of one interface: broadcasts go out there and replies to 255.255.255.255 come in, as with a phone's own stack.</summary>
internal sealed class PhoneSocket : IDisposable
{
    private const int SolSocket = 1;
    private const int SoBindToDevice = 25;
    private const int SoReceiveBufferForce = 33;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly SocketAddress _server = new IPEndPoint(IPAddress.Broadcast, 67).Serialize();
    private readonly SocketAddress _sender = new(AddressFamily.InterNetwork);

    public PhoneSocket(string device)
    {
        _socket.EnableBroadcast = true;
        _socket.SetRawSocketOption(SolSocket, SoBindToDevice, Encoding.ASCII.GetBytes(device + "\0"));
        _socket.SetRawSocketOption(SolSocket, SoReceiveBufferForce, BitConverter.GetBytes(32 * 1024 * 1024));
        _socket.Bind(new IPEndPoint(IPAddress.Any, 68));
    }

    public void Broadcast(byte[] message) => _socket.SendTo(message, SocketFlags.None, _server);

    /// <summary>One datagram, or 0 when none comes within the time.</summary>
    public int Receive(byte[] buffer, TimeSpan wait)
    {
        if (_socket.Available == 0 && !_socket.Poll(wait < TimeSpan.Zero ? TimeSpan.Zero : wait, SelectMode.SelectRead))
            return 0;
        return _socket.ReceiveFrom(buffer, SocketFlags.None, _sender);
    }

    public void Dispose() => _socket.Dispose();
}
