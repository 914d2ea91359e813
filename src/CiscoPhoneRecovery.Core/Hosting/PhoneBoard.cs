using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// The phones of one network, kept by a thread of its own. Servers post what happened and go on at once; whoever listens is called on
/// the board's thread, so a slow console never holds up a packet.
/// </summary>
public sealed class PhoneBoard : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    /// <summary>A flood must not become a flood of memory: beyond this, what anybody can make without end is not kept.</summary>
    private const int MostPending = 50_000;

    /// <summary>Beyond this nothing is kept; the room between is for leases given and files that arrived.</summary>
    private const int MostPendingAtAll = 2 * MostPending;

    private readonly MonotonicClock _clock;
    private readonly PhoneTracker _tracker;
    private readonly object _trackerLock = new();
    private readonly BlockingCollection<Pending> _pending = new();
    private readonly List<PhoneRecoveryStatus> _changes = new();
    private readonly ConcurrentDictionary<object, Func<IReadOnlyList<TftpProgress>>> _transferSources = new();
    private readonly ConcurrentDictionary<object, Func<string, BundleOutline?>> _outlineSources = new();
    private readonly JournalKeeper _journal;
    private readonly Thread _thread;
    private long _dropped;
    private long _droppedBefore;

    public PhoneBoard(MonotonicClock clock, PhoneTimings? timings = null)
    {
        _clock = clock;
        _tracker = new PhoneTracker(OutlineOf, _clock.Start, _changes.Add, timings);
        _journal = new JournalKeeper(() => Phones, clock, text => Post(new Pending(_clock.Now, text)));
        _thread = new Thread(Run) { IsBackground = true, Name = "Phone board" };
        _thread.Start();
    }

    /// <summary>A phone changed. Called on the board's thread, in order.</summary>
    public event Action<PhoneRecoveryStatus>? PhoneChanged;

    /// <summary>Called on the board's thread, in order, after the phones took it in.</summary>
    public event Action<DhcpEvent>? DhcpHappened;

    /// <summary>Called on the board's thread, in order, after the phones took it in.</summary>
    public event Action<TftpEvent>? TftpHappened;

    /// <summary>The event journal cannot be written, or can again, or was damaged: a sentence. Called on the board's thread.</summary>
    public event Action<string>? JournalTroubled;

    /// <summary>When the board was made. Phones that were seen only before that come from the journal of an earlier run.</summary>
    public DateTimeOffset Start => _clock.Start;

    /// <summary>The time that the phones' times are told in: the PC's at the board's birth, and monotonic from then on.</summary>
    public DateTimeOffset Now => _clock.WallClock;

    /// <summary>Events that came too fast to be kept, such as in a flood of requests.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Snapshots of all phones seen, in the order they were first seen.</summary>
    public IReadOnlyList<PhoneRecoveryStatus> Phones
    {
        get
        {
            lock (_trackerLock)
            {
                return _tracker.Snapshot(_clock.Now);
            }
        }
    }

    /// <summary>What to do at the bench while no phone was heard; null when there is nothing to say.</summary>
    public string? BenchAdvice
    {
        get
        {
            lock (_trackerLock)
            {
                return _tracker.BenchAdvice(_clock.Now);
            }
        }
    }

    public void Post(DhcpEvent happening) => Post(new Pending(_clock.Now, happening));

    public void Post(TftpEvent happening) => Post(new Pending(_clock.Now, happening));

    /// <summary>What the phones themselves say on their web pages.</summary>
    public void Post(PhonePage page) => Post(new Pending(_clock.Now, page));

    /// <summary>
    /// Writes all that happens from now on into an event journal, and goes on with the phones that it knows from the last hours. The journal
    /// closes with the last of its users.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="replace">Whether it takes the place of another one that is open; else that one goes on.</param>
    /// <returns>Dispose of it when the server that asked for it stops.</returns>
    /// <exception cref="StationException">It cannot be written; the board goes on without.</exception>
    public IDisposable RecordTo(string path, bool replace = true)
    {
        _journal.Open(path, replace, out IReadOnlyList<PhoneRecoveryStatus> known, out IDisposable close);
        lock (_trackerLock)
        {
            _tracker.Restore(known, _clock.Now);
        }

        // What happened before the end is written before the end.
        return new Detach(() => Post(new Pending(_clock.Now, close)));
    }

    /// <summary>A line for the event journal alone: a server began or ended.</summary>
    /// <param name="kind">One word.</param>
    /// <param name="detail">A clause.</param>
    public void Record(string kind, string detail) => Post(new Pending(_clock.Now, new Note(kind, detail)));

    /// <summary>
    /// The phones of a run that began then: those that were heard since, but for those that were done before. A phone that was done
    /// yesterday still renews its lease today: what counts of it is when it was done.
    /// </summary>
    public IReadOnlyList<PhoneRecoveryStatus> PhonesSince(DateTimeOffset start) =>
        Phones.Where(p => (p.IsDone ? p.FirstSeen + p.Elapsed : p.LastSeen) >= start).ToList();

    /// <summary>Adds a TFTP server: where its transfers stand and which bundles its root holds. Dispose the result when it stops.</summary>
    public IDisposable Attach(Func<IReadOnlyList<TftpProgress>> transfers, Func<string, BundleOutline?> outlineOf)
    {
        object key = new();
        _transferSources[key] = transfers;
        _outlineSources[key] = outlineOf;
        return new Detach(() =>
        {
            _transferSources.TryRemove(key, out _);
            _outlineSources.TryRemove(key, out _);
        });
    }

    public void Dispose()
    {
        _pending.CompleteAdding();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join(TimeSpan.FromSeconds(2));
        }

        _journal.Dispose();
    }

    private void Post(Pending what)
    {
        if (_pending.IsAddingCompleted)
        {
            return;
        }

        if (_pending.Count >= (what.IsOfFloods ? MostPending : MostPendingAtAll))
        {
            Interlocked.Increment(ref _dropped);
            return;
        }

        try
        {
            _pending.Add(what);
        }
        catch (InvalidOperationException)
        {
            // The board was closed between the check and the call: a server's last words as it stops.
        }
    }

    private BundleOutline? OutlineOf(string manifest) => _outlineSources.Values.Select(find => find(manifest)).FirstOrDefault(outline => outline is not null);

    private void Run()
    {
        TimeSpan nextBeat = _clock.Now + Beat;
        while (!_pending.IsCompleted)
        {
            TimeSpan wait = nextBeat - _clock.Now;
            if (wait > TimeSpan.Zero && _pending.TryTake(out Pending what, wait))
            {
                Take(what);
            }

            if (_clock.Now >= nextBeat)
            {
                nextBeat = _clock.Now + Beat;
                Look();
            }
        }
    }

    private void Take(Pending what)
    {
        switch (what.What)
        {
            case DhcpEvent happening:
                Observe(() => _tracker.Observe(happening, what.At));
                _journal.Write(what.At, time => JournalLine.Of(time, happening));
                Tell(DhcpHappened, happening);
                break;
            case TftpEvent happening:
                Observe(() => _tracker.Observe(happening, what.At));
                _journal.Write(what.At, time => JournalLine.Of(time, happening));
                Tell(TftpHappened, happening);
                break;
            case PhonePage page:
                Observe(() => _tracker.Observe(page.Information, page.Mac, page.Address, what.At));
                break;
            case Note note:
                _journal.Write(what.At, time => JournalLine.Of(time, "station", note.Kind, note.Detail));
                break;
            case IDisposable journal:
                journal.Dispose();
                break;
            case string trouble:
                Tell(JournalTroubled, trouble);
                break;
            default:
                break;
        }

        TellChanges(what.At);
    }

    private void Observe(Action observe)
    {
        lock (_trackerLock)
        {
            observe();
        }
    }

    private void Look()
    {
        long dropped = Dropped - _droppedBefore;
        if (dropped > 0)
        {
            _droppedBefore += dropped;
            _journal.Write(_clock.Now, time => JournalLine.Of(time, "station", "Dropped", $"{dropped} events came too fast to be kept, as in a flood of requests"));
        }

        lock (_trackerLock)
        {
            foreach (TftpProgress progress in _transferSources.Values.SelectMany(list => list()))
            {
                _tracker.Observe(progress, _clock.Now);
            }

            _tracker.Tick(_clock.Now);
        }

        TellChanges(_clock.Now);
    }

    /// <summary>Calls every listener. One that fails, such as a log on a full disk, must not end the station, nor the process it lives in.</summary>
    private static void Tell<T>(Action<T>? listeners, T news)
    {
        foreach (Action<T> listener in listeners?.GetInvocationList() ?? Array.Empty<Delegate>())
        {
            try
            {
                listener(news);
            }
            catch (Exception)
            {
                // The listener's fault is the listener's; the phones are followed on, and the next listener is told.
            }
        }
    }

    private void TellChanges(TimeSpan at)
    {
        if (_changes.Count == 0)
        {
            return;
        }

        PhoneRecoveryStatus[] news = _changes.ToArray();
        _changes.Clear();
        foreach (PhoneRecoveryStatus phone in news)
        {
            _journal.Write(at, phone);
            Tell(PhoneChanged, phone);
        }
    }

    private readonly struct Pending
    {
        public Pending(TimeSpan at, object what)
        {
            At = at;
            What = what;
        }

        public TimeSpan At { get; }

        public object What { get; }

        /// <summary>True for what any client can cause without end, and without having got anything.</summary>
        public bool IsOfFloods => What is
            TftpEvent { Kind: TftpEventKind.NotFound or TftpEventKind.Refused or TftpEventKind.Started or TftpEventKind.Failed } or
            DhcpEvent
            {
                Kind: DhcpEventKind.Discovered or DhcpEventKind.Offered or DhcpEventKind.Refused or DhcpEventKind.Ignored or DhcpEventKind.Malformed
                or DhcpEventKind.PoolExhausted
            };
    }

    private sealed record Note(string Kind, string Detail);

    private sealed class Detach : IDisposable
    {
        private Action? _detach;

        public Detach(Action detach) => _detach = detach;

        public void Dispose() => Interlocked.Exchange(ref _detach, null)?.Invoke();
    }
}
