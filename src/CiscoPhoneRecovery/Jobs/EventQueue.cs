using System.Collections.Generic;
using System.Threading;

namespace CiscoPhoneRecovery.Jobs;

/// <summary>
/// Hands events from the threads that serve packets to the one that feeds a job's streams. Adding never waits and never grows without bound:
/// when a console is slow or nobody listens, the oldest events go, and are counted.
/// </summary>
internal sealed class EventQueue
{
    private readonly Queue<RecoveryEvent> _events = new();
    private readonly object _gate = new();
    private readonly int _capacity;
    private long _sequence;
    private long _dropped;
    private bool _closed;

    public EventQueue(int capacity) => _capacity = capacity;

    public long Dropped => Interlocked.Read(ref _dropped);

    public void Add(RecoveryEvent happening)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            happening.Sequence = ++_sequence;
            if (_events.Count == _capacity)
            {
                _events.Dequeue();
                _dropped++;
            }

            _events.Enqueue(happening);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for the next event; null once the queue is closed and empty.</summary>
    public RecoveryEvent? Take()
    {
        lock (_gate)
        {
            while (_events.Count == 0 && !_closed)
            {
                Monitor.Wait(_gate);
            }

            return _events.Count > 0 ? _events.Dequeue() : null;
        }
    }

    /// <summary>Takes no more; what is in it can still be taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
