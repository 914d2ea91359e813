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

    /// <summary>A flood of requests must not become a flood of memory: beyond this, what happens is not kept.</summary>
    private const int MostPending = 100_000;

    private readonly MonotonicClock _clock;
    private readonly PhoneTracker _tracker;
    private readonly object _trackerLock = new();
    private readonly BlockingCollection<Pending> _pending = new();
    private readonly List<PhoneRecoveryStatus> _changes = new();
    private readonly ConcurrentDictionary<object, Func<IReadOnlyList<TftpProgress>>> _transferSources = new();
    private readonly ConcurrentDictionary<object, Func<string, BundleOutline?>> _outlineSources = new();
    private readonly Thread _thread;

    public PhoneBoard(MonotonicClock clock, PhoneTimings? timings = null)
    {
        _clock = clock;
        _tracker = new PhoneTracker(OutlineOf, _clock.Start, _changes.Add, timings);
        _thread = new Thread(Run) { IsBackground = true, Name = "Phone board" };
        _thread.Start();
    }

    /// <summary>A phone changed. Called on the board's thread, in order.</summary>
    public event Action<PhoneRecoveryStatus>? PhoneChanged;

    /// <summary>Called on the board's thread, in order, after the phones took it in.</summary>
    public event Action<DhcpEvent>? DhcpHappened;

    /// <summary>Called on the board's thread, in order, after the phones took it in.</summary>
    public event Action<TftpEvent>? TftpHappened;

    /// <summary>The time that the phones' times are told in: the PC's at the board's birth, and monotonic from then on.</summary>
    public DateTimeOffset Now => _clock.Start + _clock.Now;

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

    public void Post(DhcpEvent happening) => Post(new Pending(_clock.Now, happening, null));

    public void Post(TftpEvent happening) => Post(new Pending(_clock.Now, null, happening));

    /// <summary>Adds a TFTP server: where its transfers stand and which bundles its root holds. Dispose the result when it stops.</summary>
    public IDisposable Attach(Func<IReadOnlyList<TftpProgress>> transfers, Func<string, BundleOutline?> outlineOf)
    {
        object key = new();
        _transferSources[key] = transfers;
        _outlineSources[key] = outlineOf;
        return new Detach(this, key);
    }

    public void Dispose()
    {
        _pending.CompleteAdding();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join(TimeSpan.FromSeconds(2));
        }
    }

    private void Post(Pending what)
    {
        if (_pending.Count >= MostPending || _pending.IsAddingCompleted)
        {
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
        lock (_trackerLock)
        {
            if (what.Dhcp is not null)
            {
                _tracker.Observe(what.Dhcp, what.At);
            }

            if (what.Tftp is not null)
            {
                _tracker.Observe(what.Tftp, what.At);
            }
        }

        if (what.Dhcp is not null)
        {
            Tell(DhcpHappened, what.Dhcp);
        }

        if (what.Tftp is not null)
        {
            Tell(TftpHappened, what.Tftp);
        }

        TellChanges();
    }

    private void Look()
    {
        lock (_trackerLock)
        {
            foreach (TftpProgress progress in _transferSources.Values.SelectMany(list => list()))
            {
                _tracker.Observe(progress, _clock.Now);
            }

            _tracker.Tick(_clock.Now);
        }

        TellChanges();
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

    private void TellChanges()
    {
        if (_changes.Count == 0)
        {
            return;
        }

        PhoneRecoveryStatus[] news = _changes.ToArray();
        _changes.Clear();
        foreach (PhoneRecoveryStatus phone in news)
        {
            Tell(PhoneChanged, phone);
        }
    }

    private readonly struct Pending
    {
        public Pending(TimeSpan at, DhcpEvent? dhcp, TftpEvent? tftp)
        {
            At = at;
            Dhcp = dhcp;
            Tftp = tftp;
        }

        public TimeSpan At { get; }

        public DhcpEvent? Dhcp { get; }

        public TftpEvent? Tftp { get; }
    }

    private sealed class Detach : IDisposable
    {
        private readonly PhoneBoard _board;
        private readonly object _key;

        public Detach(PhoneBoard board, object key)
        {
            _board = board;
            _key = key;
        }

        public void Dispose()
        {
            _board._transferSources.TryRemove(_key, out _);
            _board._outlineSources.TryRemove(_key, out _);
        }
    }
}
