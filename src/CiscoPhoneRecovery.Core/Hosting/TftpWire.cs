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
    /// Waits for datagrams, at most as long as said, and returns how many have come: 0 on a timeout or an error. Not even a
    /// vanished client (10054 on Windows, ECONNREFUSED) or interface makes it throw; a closed socket does not either.
    /// </summary>
    public abstract int Receive(TimeSpan patience);

    public abstract byte[] Datagram(int index);

    public abstract int Length(int index);

    public abstract TftpPeer From(int index);

    /// <summary>A new outbox of this socket, for one thread.</summary>
    public abstract TftpOutbox NewOutbox(int bytes, int datagrams);

    public abstract void Dispose();
}
