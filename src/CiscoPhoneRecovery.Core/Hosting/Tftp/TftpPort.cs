using System;
using System.Collections.Generic;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// One transfer port: its socket and its state machines behind a lock. The lock is never held while the system is called: what is
/// to be sent waits in an outbox, of which each thread that comes here has its own.
/// </summary>
internal sealed class TftpPort : ITftpPort, ITftpOutput, IDisposable
{
    private readonly object _gate = new();
    private readonly TftpTransfers _transfers;
    private readonly Func<TimeSpan> _clock;
    private readonly Action<TftpEvent> _events;
    private readonly TftpOutbox _receiving;
    private readonly TftpOutbox _requesting;
    private readonly TftpOutbox _ticking;
    private TftpOutbox _outbox;

    /// <param name="wire">The socket.</param>
    /// <param name="settings">The limits.</param>
    /// <param name="clock">The server's.</param>
    /// <param name="events">Takes what happens, on whichever thread it happens.</param>
    public TftpPort(TftpWire wire, TftpSettings settings, Func<TimeSpan> clock, Action<TftpEvent> events)
    {
        Wire = wire;
        _clock = clock;
        _events = events;
        _transfers = new TftpTransfers(settings, this);
        _receiving = wire.NewOutbox(bytes: 1024 * 1024, datagrams: 512);
        _requesting = wire.NewOutbox(bytes: 128 * 1024, datagrams: 64);
        _ticking = wire.NewOutbox(bytes: 128 * 1024, datagrams: 64);
        _outbox = _receiving;
    }

    public TftpWire Wire { get; }

    public int Active => _transfers.Active;

    public IReadOnlyList<TftpProgress> Progress
    {
        get
        {
            lock (_gate)
            {
                return _transfers.Progress;
            }
        }
    }

    public TimeSpan? OldestHalfOpen
    {
        get
        {
            lock (_gate)
            {
                return _transfers.OldestHalfOpen;
            }
        }
    }

    public int ActiveOf(uint address)
    {
        lock (_gate)
        {
            return _transfers.ActiveOf(address);
        }
    }

    public bool Serves(TftpPeer client)
    {
        lock (_gate)
        {
            return _transfers.Serves(client);
        }
    }

    public TimeSpan? BeganFor(TftpPeer client)
    {
        lock (_gate)
        {
            return _transfers.BeganFor(client);
        }
    }

    public bool IsCopy(TftpPeer client, TftpRequest request, TimeSpan now)
    {
        lock (_gate)
        {
            return _transfers.IsCopy(client, request, now);
        }
    }

    /// <summary>Serves what the socket has received; for the receiving thread.</summary>
    public void Serve(int datagrams, TimeSpan now)
    {
        lock (_gate)
        {
            _outbox = _receiving;
            for (int i = 0; i < datagrams; i++)
            {
                _transfers.Receive(Wire.Datagram(i), Wire.Length(i), Wire.From(i), now);
            }
        }

        _receiving.Flush();
    }

    /// <summary>Serves the deadlines that have passed and returns the next; for one thread, the receiving one or another.</summary>
    public TimeSpan Tick(TimeSpan now)
    {
        TimeSpan next;
        lock (_gate)
        {
            _outbox = _ticking;
            _transfers.Tick(now);
            next = _transfers.NextDeadline ?? TimeSpan.MaxValue;
        }

        _ticking.Flush();
        return next;
    }

    public bool Repeat(TftpPeer client, TftpRequest request, TimeSpan now)
    {
        bool repeated;
        lock (_gate)
        {
            _outbox = _requesting;
            repeated = _transfers.Repeat(client, request, now);
        }

        _requesting.Flush();
        return repeated;
    }

    /// <summary>It begins now, whenever the request came: meanwhile its file may have been read from the disk.</summary>
    public void Begin(TftpRead read, TimeSpan now)
    {
        lock (_gate)
        {
            _outbox = _requesting;
            _transfers.Begin(read, _clock());
        }

        _requesting.Flush();
    }

    public void Refuse(TftpErrorCode code, string message, TftpPeer to)
    {
        lock (_gate)
        {
            _outbox = _requesting;
            _transfers.Refuse(code, message, to);
        }

        _requesting.Flush();
    }

    public void EvictHalfOpen(TimeSpan now)
    {
        lock (_gate)
        {
            _transfers.EvictHalfOpen(now);
        }
    }

    /// <summary>Ends every transfer and tells its client; called when the request thread has ended.</summary>
    public void Abort(string detail, TimeSpan now)
    {
        lock (_gate)
        {
            _outbox = _requesting;
            _transfers.Abort(detail, now);
        }

        _requesting.Flush();
    }

    public void Raise(TftpEvent happening) => _events(happening);

    public void Dispose() => Wire.Dispose();

    void ITftpOutput.Send(byte[] datagram, int length, TftpPeer to) => _outbox.Add(datagram, length, to);
}
