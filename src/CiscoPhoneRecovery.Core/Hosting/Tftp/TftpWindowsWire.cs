using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Windows' socket: one datagram a call, and no allocation. The class library would make an address object for each; .NET Standard 2.0
/// has no call without.
/// </summary>
internal sealed class TftpWindowsWire : TftpWire
{
    /// <summary>Times a receive that waits is woken before the socket is closed under it.</summary>
    private const int Wakings = 5;

    private static readonly IntPtr NoSocket = new(-1);

    private readonly PinnedArray<byte> _datagram = new(ReceiveLength);
    private readonly List<IDisposable> _pinned = new();
    private SocketAddressV4 _sender;
    private IntPtr _handle;
    private int _length;
    private volatile bool _receiving;
    private volatile bool _interrupted;

    public TftpWindowsWire(Socket socket)
        : base(socket)
    {
        _handle = socket.Handle;
        _pinned.Add(_datagram);
    }

    public override int Receive(TimeSpan patience)
    {
        // The patience is not asked for: a time-out of the socket is rounded to half a second on Windows, and select() before each
        // receive costs as much as the receive.
        _receiving = true;
        Interlocked.MemoryBarrier(); // or each of the two threads might miss what the other has just written
        if (_interrupted)
        {
            _receiving = false;
            return 0;
        }

        int addressLength = SocketAddressV4.Size;
        _length = WindowsDatagrams.Receive(_handle, _datagram.Address, ReceiveLength, 0, ref _sender, ref addressLength);
        int error = _length < 0 ? Marshal.GetLastWin32Error() : 0;
        _receiving = false;
        if (_length >= 0 && !_interrupted)
        {
            return 1;
        }

        if (!_interrupted && error is not (WindowsDatagrams.ConnectionReset or WindowsDatagrams.NetworkReset or WindowsDatagrams.MessageTooLong))
        {
            Thread.Sleep(patience); // the link is down or the socket closed: not a reason to spin
        }

        // The others: a client's port is closed, or a datagram is longer than any request. Neither is about the next datagram.
        return 0;
    }

    public override byte[] Datagram(int index) => _datagram.Items;

    public override int Length(int index) => _length;

    public override TftpPeer From(int index) => _sender.Peer;

    public override TftpOutbox NewOutbox(int bytes, int datagrams)
    {
        var outbox = new Outbox(this, bytes, datagrams);
        lock (_pinned)
        {
            _pinned.Add(outbox);
        }

        return outbox;
    }

    /// <summary>
    /// Wakes the receiver by a datagram to itself. Nothing is closed while another thread may be about to use its number, which the system
    /// might have given to another socket by then; only a receiver that is not woken, because the address is gone, loses the socket.
    /// </summary>
    public override void Interrupt()
    {
        _interrupted = true;
        Interlocked.MemoryBarrier();
        for (int i = 0; i < Wakings && _receiving; i++)
        {
            SendNothingToSelf();
            SpinWait.SpinUntil(() => !_receiving, TimeSpan.FromMilliseconds(20));
        }

        if (_receiving)
        {
            Socket.Dispose();
            Closed();
        }
    }

    /// <summary>To be called when no thread uses the socket any more: the calls above know nothing but its number.</summary>
    public override void Dispose()
    {
        base.Dispose();
        Closed();
        _pinned.ForEach(p => p.Dispose());
    }

    protected override void Closed() => _handle = NoSocket;

    protected override void Opened()
    {
        _handle = Socket.Handle;
        _interrupted = false;
    }

    private void SendNothingToSelf()
    {
        var self = new SocketAddressV4 { Peer = TftpPeer.From(LocalEndPoint) };
        WindowsDatagrams.Send(_handle, _datagram.Address, 0, 0, ref self, SocketAddressV4.Size);
    }

    private sealed class Outbox : TftpOutbox, IDisposable
    {
        private readonly TftpWindowsWire _wire;
        private readonly PinnedArray<byte> _slab;
        private SocketAddressV4 _target;

        public Outbox(TftpWindowsWire wire, int bytes, int datagrams)
            : base(wire, bytes, datagrams)
        {
            _wire = wire;
            _slab = new PinnedArray<byte>(Slab);
        }

        public void Dispose() => _slab.Dispose();

        protected override void SendAll()
        {
            for (int i = 0; i < Count; i++)
            {
                _target.Peer = Peers[i];

                // What the system does not take is unreachable for now, or the buffer is full: a lost datagram, which the timers mend.
                WindowsDatagrams.Send(_wire._handle, _slab.Address + Offsets[i], Lengths[i], 0, ref _target, SocketAddressV4.Size);
            }
        }
    }
}
