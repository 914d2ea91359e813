using System;
using System.Collections.Concurrent;
using System.Threading;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Carries events from the server's threads to the subscriber: in order, one at a time, on a thread of its own, so that a slow
/// subscriber never slows a transfer.
/// </summary>
internal sealed class TftpEventQueue
{
    /// <summary>Beyond this many waiting, what a flood of requests makes is dropped: refusals, and transfers begun and come to nothing.</summary>
    private const int MaxWaiting = 10_000;

    /// <summary>Room beyond that for what matters most, which is a file that arrived, and the link.</summary>
    private const int MaxWaitingAtAll = 2 * MaxWaiting;

    /// <summary>Set while a subscriber is told something on the thread that it happened on.</summary>
    [ThreadStatic]
    private static bool s_tellingAtOnce;

    private readonly ConcurrentQueue<TftpEvent> _waiting = new();
    private readonly AutoResetEvent _signal = new(false);
    private readonly Action<TftpEvent> _subscriber;
    private readonly Thread? _thread;
    private int _count;
    private volatile bool _stopping;

    /// <param name="subscriber">Whom to tell.</param>
    /// <param name="atOnce">Without a queue, on the thread that posts.</param>
    public TftpEventQueue(Action<TftpEvent> subscriber, bool atOnce)
    {
        _subscriber = subscriber;
        if (atOnce)
        {
            return;
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "TFTP events" };
        _thread.Start();
    }

    /// <summary>True on one of the server's own threads, inside a subscriber's call.</summary>
    public static bool IsTellingAtOnce => s_tellingAtOnce;

    public void Post(TftpEvent happening)
    {
        if (_thread is null)
        {
            s_tellingAtOnce = true;
            Deliver(happening);
            s_tellingAtOnce = false;
            return;
        }

        bool ofFloods = happening.Kind is TftpEventKind.NotFound or TftpEventKind.Refused or TftpEventKind.Started or TftpEventKind.Failed;
        if (Volatile.Read(ref _count) >= (ofFloods ? MaxWaiting : MaxWaitingAtAll))
        {
            return;
        }

        Interlocked.Increment(ref _count);
        _waiting.Enqueue(happening);
        _signal.Set();
    }

    /// <summary>Delivers what is waiting and ends. A subscriber that stops the server from within its call is not waited for.</summary>
    public void Stop(TimeSpan patience)
    {
        _stopping = true;
        _signal.Set();
        if (_thread is null || (Thread.CurrentThread != _thread && _thread.Join(patience)))
        {
            _signal.Dispose();
        }
    }

    private void Run()
    {
        while (true)
        {
            bool last = _stopping;
            while (_waiting.TryDequeue(out TftpEvent? happening))
            {
                Interlocked.Decrement(ref _count);
                Deliver(happening);
            }

            if (last)
            {
                return;
            }

            _signal.WaitOne();
        }
    }

    private void Deliver(TftpEvent happening)
    {
        try
        {
            _subscriber(happening);
        }
        catch (Exception)
        {
            // The subscriber's fault is the subscriber's: phones are served on.
        }
    }
}
