using System;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>A UDP socket as the server's threads use it: wait, take what has come, send what an outbox holds.</summary>
internal abstract class TftpWire : IDisposable
{
    /// <summary>Longer than any packet that a client sends: a request has at most 512 octets, and one more tells a longer one.</summary>
    protected const int ReceiveLength = 1024;

    public abstract System.Net.IPEndPoint LocalEndPoint { get; }

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

    public abstract void Dispose();
}
