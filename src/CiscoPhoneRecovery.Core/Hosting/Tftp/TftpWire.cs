using System;
using System.Net;
using System.Net.Sockets;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>A UDP socket as the server's threads use it: wait, take what has come, send what an outbox holds.</summary>
internal abstract class TftpWire : IDisposable
{
    /// <summary>Longer than any packet that a client sends: a request has at most 512 octets, and one more tells a longer one.</summary>
    protected const int ReceiveLength = 1024;

    protected TftpWire(Socket socket)
    {
        Socket = socket;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    public IPEndPoint LocalEndPoint { get; private set; }

    protected Socket Socket { get; private set; }

    /// <summary>
    /// Waits for datagrams and returns how many have come: 0 on an error, and where the system lets it, when the patience is over.
    /// Not even a vanished client (10054 on Windows) or interface makes it throw; nor does a closed socket.
    /// </summary>
    public abstract int Receive(TimeSpan patience);

    public abstract byte[] Datagram(int index);

    public abstract int Length(int index);

    public abstract TftpPeer From(int index);

    /// <summary>A new outbox of this socket, for one thread.</summary>
    public abstract TftpOutbox NewOutbox(int bytes, int datagrams);

    /// <summary>Makes a <see cref="Receive"/> that another thread is in return; no other comes to anything after it.</summary>
    public abstract void Interrupt();

    /// <summary>Closes the socket and takes another in its place; the outboxes send through it. No thread may use the wire meanwhile.</summary>
    /// <param name="open">Opens a socket for where the closed one was; what it throws leaves the wire closed, and this may be called again.</param>
    public void Reopen(Func<IPEndPoint, Socket> open)
    {
        Socket.Dispose();
        Closed();
        Socket = open(LocalEndPoint);
        LocalEndPoint = (IPEndPoint)Socket.LocalEndPoint!;
        Opened();
    }

    public virtual void Dispose() => Socket.Dispose();

    /// <summary>The socket is gone.</summary>
    protected virtual void Closed()
    {
    }

    /// <summary>Another is there.</summary>
    protected virtual void Opened()
    {
    }
}
