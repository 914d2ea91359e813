using System.Net;
using System.Net.Sockets;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// An end point that is written over instead of made anew: <see cref="Socket.ReceiveFrom(byte[], int, int, SocketFlags, ref EndPoint)"/>
/// with an <see cref="IPEndPoint"/> allocates several objects a datagram. The runtimes serialise it once or twice before they
/// receive, and call <see cref="Create"/> when the sender differs; the two blank addresses that are handed out in turn make sure it does.
/// </summary>
internal sealed class TftpPeerEndPoint : EndPoint
{
    private const int AddressLength = 16;

    private readonly SocketAddress _first = new(AddressFamily.InterNetwork, AddressLength);
    private readonly SocketAddress _second = new(AddressFamily.InterNetwork, AddressLength);
    private bool _useSecond;

    public override AddressFamily AddressFamily => AddressFamily.InterNetwork;

    /// <summary>The sender of what was received last, or the target of what is sent next. A blank one has port 0.</summary>
    public TftpPeer Peer { get; set; }

    public override SocketAddress Serialize()
    {
        _useSecond = !_useSecond;
        SocketAddress target = _useSecond ? _second : _first;
        Write(target, Peer);
        return target;
    }

    public override EndPoint Create(SocketAddress socketAddress)
    {
        Peer = new TftpPeer(
            ((uint)socketAddress[4] << 24) | ((uint)socketAddress[5] << 16) | ((uint)socketAddress[6] << 8) | socketAddress[7],
            (ushort)((socketAddress[2] << 8) | socketAddress[3]));
        return this;
    }

    // struct sockaddr_in: family (2 octets, set by the runtime), port and address in network order, 8 octets of padding
    private static void Write(SocketAddress target, TftpPeer peer)
    {
        target[2] = (byte)(peer.Port >> 8);
        target[3] = (byte)peer.Port;
        target[4] = (byte)(peer.Address >> 24);
        target[5] = (byte)(peer.Address >> 16);
        target[6] = (byte)(peer.Address >> 8);
        target[7] = (byte)peer.Address;
    }
}
