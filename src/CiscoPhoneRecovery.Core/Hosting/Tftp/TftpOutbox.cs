using System;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Datagrams that the state machines have written under their lock and that leave after it is released: no lock is held across
/// a system call. One buffer, reused, and others behind it for the rare moment when windows to many clients leave at once; owned by one
/// thread.
/// </summary>
internal abstract class TftpOutbox
{
    private readonly TftpWire _wire;
    private TftpOutbox? _overflow;

    /// <param name="wire">Whose socket sends.</param>
    /// <param name="bytes">Room.</param>
    /// <param name="datagrams">Most of them.</param>
    protected TftpOutbox(TftpWire wire, int bytes, int datagrams)
    {
        _wire = wire;
        Slab = new byte[bytes];
        Offsets = new int[datagrams];
        Lengths = new int[datagrams];
        Peers = new TftpPeer[datagrams];
    }

    protected byte[] Slab { get; }

    protected int[] Offsets { get; }

    protected int[] Lengths { get; }

    protected TftpPeer[] Peers { get; }

    protected int Count { get; private set; }

    private int End => Count == 0 ? 0 : Offsets[Count - 1] + Lengths[Count - 1];

    /// <summary>Copies a datagram in.</summary>
    public void Add(byte[] datagram, int length, TftpPeer to)
    {
        if (_overflow is { Count: > 0 } || Count == Peers.Length || End + length > Slab.Length)
        {
            _overflow ??= _wire.NewOutbox(Slab.Length, Peers.Length);
            _overflow.Add(datagram, length, to);
            return;
        }

        int offset = End;
        Buffer.BlockCopy(datagram, 0, Slab, offset, length);
        Offsets[Count] = offset;
        Lengths[Count] = length;
        Peers[Count] = to;
        Count++;
    }

    /// <summary>Sends everything. What the system does not take is lost, as on any network: the timers send it again.</summary>
    public void Flush()
    {
        if (Count > 0)
        {
            SendAll();
            Count = 0;
        }

        _overflow?.Flush();
    }

    protected abstract void SendAll();
}
