using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>The portable socket, where neither Linux' nor Windows' own calls are to be had: one datagram a call, and one address object of the class library's.</summary>
internal sealed class TftpPlainWire : TftpWire
{
    private readonly byte[] _datagram = new byte[ReceiveLength];
    private readonly TftpPeerEndPoint _sender = new();
    private int _length;

    public TftpPlainWire(Socket socket)
        : base(socket)
    {
    }

    public override int Receive(TimeSpan patience)
    {
        // The patience is not asked for: a time-out of the socket is rounded to half a second on Windows, and select() before each
        // receive costs as much as the receive.
        try
        {
            _sender.Peer = default;
            EndPoint sender = _sender;
            _length = Socket.ReceiveFrom(_datagram, 0, _datagram.Length, SocketFlags.None, ref sender);
            return 1;
        }
        catch (SocketException e)
        {
            if (e.SocketErrorCode is not (SocketError.ConnectionReset or SocketError.NetworkReset or SocketError.MessageSize))
            {
                Thread.Sleep(patience); // the link is down or the socket closed: not a reason to spin
            }

            // The others: a client's port is closed, or a datagram is longer than any request. Neither is about the next datagram.
            return 0;
        }
        catch (ObjectDisposedException)
        {
            return 0; // stopped
        }
    }

    public override byte[] Datagram(int index) => _datagram;

    public override int Length(int index) => _length;

    public override TftpPeer From(int index) => _sender.Peer;

    public override TftpOutbox NewOutbox(int bytes, int datagrams) => new Outbox(this, bytes, datagrams);

    public override void Interrupt() => Socket.Dispose();

    private sealed class Outbox : TftpOutbox
    {
        private readonly TftpPlainWire _wire;
        private readonly TftpPeerEndPoint _target = new();

        public Outbox(TftpPlainWire wire, int bytes, int datagrams)
            : base(wire, bytes, datagrams) => _wire = wire;

        protected override void SendAll()
        {
            for (int i = 0; i < Count; i++)
            {
                try
                {
                    _target.Peer = Peers[i];
                    _wire.Socket.SendTo(Slab, Offsets[i], Lengths[i], SocketFlags.None, _target);
                }
                catch (SocketException)
                {
                    // Unreachable for now, or the buffer is full: a lost datagram, which the timers know how to mend.
                }
                catch (ObjectDisposedException)
                {
                    return; // stopped
                }
            }
        }
    }
}
