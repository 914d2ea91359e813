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
    private readonly TftpEventQueue _events;
    private readonly TftpOutbox _receiving;
    private readonly TftpOutbox _requesting;
    private readonly TftpOutbox _ticking;
    private TftpOutbox _outbox;

    public TftpPort(TftpWire wire, TftpSettings settings, TftpEventQueue events)
    {
        Wire = wire;
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

    public void Begin(TftpRead read, TimeSpan now)
    {
        lock (_gate)
        {
            _outbox = _requesting;
            _transfers.Begin(read, now);
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

    public bool DropHalfOpen(TimeSpan now)
    {
        lock (_gate)
        {
            return _transfers.DropHalfOpen(now);
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

    public void Raise(TftpEvent happening) => _events.Post(happening);

    public void Dispose() => Wire.Dispose();

    void ITftpOutput.Send(byte[] datagram, int length, TftpPeer to) => _outbox.Add(datagram, length, to);
}
