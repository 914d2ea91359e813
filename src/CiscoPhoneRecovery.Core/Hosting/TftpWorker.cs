using System;
using System.Collections.Generic;
using System.Threading;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// One transfer port with its thread. The lock guards the state machines alone; it is never held while the system is called. The
/// request thread begins transfers here, and sends their first answer itself, through an outbox of its own.
/// </summary>
internal sealed class TftpWorker : ITftpPort, ITftpOutput
{
    /// <summary>Longest wait while idle: how soon a stop, or the first timer of a transfer begun meanwhile, is noticed.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(50);

    private readonly object _gate = new();
    private readonly TftpWire _wire;
    private readonly TftpTransfers _transfers;
    private readonly TftpEventQueue _events;
    private readonly TftpOutbox _ownOutbox;
    private readonly TftpOutbox _requestOutbox;
    private readonly Func<TimeSpan> _clock;
    private readonly Thread _thread;
    private TftpOutbox _outbox;
    private volatile bool _stopping;

    public TftpWorker(TftpWire wire, TftpSettings settings, TftpEventQueue events, Func<TimeSpan> clock)
    {
        _wire = wire;
        _events = events;
        _clock = clock;
        _transfers = new TftpTransfers(settings, this);
        _ownOutbox = wire.NewOutbox(bytes: 1024 * 1024, datagrams: 512);
        _requestOutbox = wire.NewOutbox(bytes: 128 * 1024, datagrams: 64);
        _outbox = _ownOutbox;
        _thread = new Thread(Run) { IsBackground = true, Name = "TFTP transfers" };
    }

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

    public void Start() => _thread.Start();

    /// <summary>Asks the thread to end; its clients are told.</summary>
    public void BeginStop() => _stopping = true;

    /// <summary>Waits for the thread and closes the socket.</summary>
    public void EndStop()
    {
        _thread.Join();
        _wire.Dispose();
    }

    public bool Repeat(TftpPeer client, TftpRequest request, TimeSpan now)
    {
        bool repeated;
        lock (_gate)
        {
            _outbox = _requestOutbox;
            repeated = _transfers.Repeat(client, request, now);
        }

        _requestOutbox.Flush();
        return repeated;
    }

    public void Begin(TftpRead read, TimeSpan now)
    {
        lock (_gate)
        {
            _outbox = _requestOutbox;
            _transfers.Begin(read, now);
        }

        _requestOutbox.Flush();
    }

    public void Refuse(TftpErrorCode code, string message, TftpPeer to)
    {
        lock (_gate)
        {
            _outbox = _requestOutbox;
            _transfers.Refuse(code, message, to);
        }

        _requestOutbox.Flush();
    }

    public bool DropHalfOpen(TimeSpan now)
    {
        lock (_gate)
        {
            _outbox = _requestOutbox;
            return _transfers.DropHalfOpen(now);
        }
    }

    public void Raise(TftpEvent happening) => _events.Post(happening);

    void ITftpOutput.Send(byte[] datagram, int length, TftpPeer to) => _outbox.Add(datagram, length, to);

    private void Run()
    {
        TimeSpan patience = Idle;
        while (!_stopping)
        {
            int count = _wire.Receive(patience);
            patience = Serve(count);
            _ownOutbox.Flush();
        }

        lock (_gate)
        {
            _outbox = _ownOutbox;
            _transfers.Abort("the server was stopped", _clock());
        }

        _ownOutbox.Flush();
    }

    private TimeSpan Serve(int count)
    {
        TimeSpan now = _clock();
        lock (_gate)
        {
            _outbox = _ownOutbox;
            for (int i = 0; i < count; i++)
            {
                _transfers.Receive(_wire.Datagram(i), _wire.Length(i), _wire.From(i), now);
            }

            _transfers.Tick(now);
            TimeSpan patience = (_transfers.NextDeadline ?? TimeSpan.MaxValue) - now;
            return patience < Idle ? patience : Idle;
        }
    }
}
