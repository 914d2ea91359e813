using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Linux' socket: all that has come, and all that is to be sent, in one system call each. Under load that is a call for many
/// blocks instead of two for each.
/// </summary>
internal sealed class TftpLinuxWire : TftpWire
{
    private const int Batch = 64;

    private readonly LinuxWaiter _waiter;
    private readonly byte[][] _datagrams = new byte[Batch][];
    private readonly PinnedArray<LinuxDatagrams.Message> _messages = new(Batch);
    private readonly PinnedArray<LinuxDatagrams.Vector> _vectors = new(Batch);
    private readonly PinnedArray<SocketAddressV4> _senders = new(Batch);
    private readonly List<IDisposable> _pinned = new();

    public TftpLinuxWire(Socket socket)
        : base(socket)
    {
        Descriptor = (int)socket.Handle;
        _waiter = new LinuxWaiter(new[] { Descriptor });
        for (int i = 0; i < Batch; i++)
        {
            var datagram = new PinnedArray<byte>(ReceiveLength);
            _pinned.Add(datagram);
            _datagrams[i] = datagram.Items;
            _vectors.Items[i] = new LinuxDatagrams.Vector { Base = datagram.Address, Length = (UIntPtr)ReceiveLength };
            _messages.Items[i] = MessageAt(i, _senders, _vectors);
        }

        _pinned.AddRange(new IDisposable[] { _messages, _vectors, _senders, _waiter });
    }

    /// <summary>The socket's number; while it is closed none, which the system refuses where a number might have passed to another file.</summary>
    public int Descriptor { get; private set; }

    public override int Receive(TimeSpan patience)
    {
        int count = LinuxDatagrams.Receive(Descriptor, _messages.Address, Batch, LinuxDatagrams.DontWait, IntPtr.Zero);
        if (count <= 0 && patience > TimeSpan.Zero && _waiter.Wait(patience))
        {
            count = LinuxDatagrams.Receive(Descriptor, _messages.Address, Batch, LinuxDatagrams.DontWait, IntPtr.Zero);
        }

        return Math.Max(0, count);
    }

    public override byte[] Datagram(int index) => _datagrams[index];

    public override int Length(int index) => (int)_messages.Items[index].Length;

    public override TftpPeer From(int index) => _senders.Items[index].Peer;

    public override TftpOutbox NewOutbox(int bytes, int datagrams)
    {
        var outbox = new Outbox(this, bytes, datagrams);
        lock (_pinned)
        {
            _pinned.Add(outbox);
        }

        return outbox;
    }

    public override void Interrupt()
    {
        // Who waits here does so for a fraction of a second.
    }

    /// <summary>To be called when no thread uses the socket any more: the calls above know nothing but its number.</summary>
    public override void Dispose()
    {
        base.Dispose();
        _pinned.ForEach(p => p.Dispose());
    }

    protected override void Closed() => Use(-1);

    protected override void Opened() => Use((int)Socket.Handle);

    private void Use(int descriptor)
    {
        Descriptor = descriptor;
        _waiter.Replace(0, descriptor);
    }

    private static LinuxDatagrams.Message MessageAt(
        int index, PinnedArray<SocketAddressV4> addresses, PinnedArray<LinuxDatagrams.Vector> vectors) => new()
        {
            Name = addresses.AddressOf(index),
            NameLength = SocketAddressV4.Size,
            Vectors = vectors.AddressOf(index),
            VectorCount = (UIntPtr)1,
        };

    private sealed class Outbox : TftpOutbox, IDisposable
    {
        private const int Interrupted = 4;

        private readonly TftpLinuxWire _wire;
        private readonly PinnedArray<byte> _slab;
        private readonly PinnedArray<LinuxDatagrams.Message> _messages;
        private readonly PinnedArray<LinuxDatagrams.Vector> _vectors;
        private readonly PinnedArray<SocketAddressV4> _targets;

        public Outbox(TftpLinuxWire wire, int bytes, int datagrams)
            : base(wire, bytes, datagrams)
        {
            _wire = wire;
            _slab = new PinnedArray<byte>(Slab);
            _messages = new PinnedArray<LinuxDatagrams.Message>(datagrams);
            _vectors = new PinnedArray<LinuxDatagrams.Vector>(datagrams);
            _targets = new PinnedArray<SocketAddressV4>(datagrams);
            for (int i = 0; i < datagrams; i++)
            {
                _messages.Items[i] = MessageAt(i, _targets, _vectors);
            }
        }

        public void Dispose()
        {
            _slab.Dispose();
            _messages.Dispose();
            _vectors.Dispose();
            _targets.Dispose();
        }

        protected override void SendAll()
        {
            for (int i = 0; i < Count; i++)
            {
                _vectors.Items[i].Base = _slab.Address + Offsets[i];
                _vectors.Items[i].Length = (UIntPtr)Lengths[i];
                _targets.Items[i].Peer = Peers[i];
            }

            for (int done = 0; done < Count;)
            {
                int sent = LinuxDatagrams.Send(_wire.Descriptor, _messages.AddressOf(done), (uint)(Count - done), 0);
                if (sent > 0)
                {
                    done += sent;
                }
                else if (Marshal.GetLastWin32Error() != Interrupted)
                {
                    done++; // this one is refused (no route, no memory): lost, as on any network
                }
            }
        }
    }
}
