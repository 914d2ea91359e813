using System;
using System.Collections.Generic;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>Virtual time: what is to happen, in order of its moment and, at one moment, in the order it was asked for.</summary>
internal sealed class EventQueue
{
    private readonly List<Entry> _heap = new();
    private long _order;

    public TimeSpan Now { get; private set; }

    public void At(TimeSpan moment, Action action)
    {
        _heap.Add(new Entry(moment < Now ? Now : moment, _order++, action));
        int child = _heap.Count - 1;
        while (child > 0 && _heap[child].Before(_heap[(child - 1) / 2]))
        {
            Swap(child, (child - 1) / 2);
            child = (child - 1) / 2;
        }
    }

    /// <summary>Lets the next thing happen; false when nothing is left before <paramref name="end"/>.</summary>
    public bool Step(TimeSpan end)
    {
        if (_heap.Count == 0 || _heap[0].Moment > end)
        {
            return false;
        }

        Entry next = _heap[0];
        _heap[0] = _heap[_heap.Count - 1];
        _heap.RemoveAt(_heap.Count - 1);
        Sink();
        Now = next.Moment;
        next.Action();
        return true;
    }

    private void Sink()
    {
        for (int parent = 0; ;)
        {
            int least = parent;
            for (int child = (2 * parent) + 1; child <= (2 * parent) + 2 && child < _heap.Count; child++)
            {
                least = _heap[child].Before(_heap[least]) ? child : least;
            }

            if (least == parent)
            {
                return;
            }

            Swap(parent, least);
            parent = least;
        }
    }

    private void Swap(int a, int b) => (_heap[a], _heap[b]) = (_heap[b], _heap[a]);

    private readonly struct Entry
    {
        private readonly long _order;

        public Entry(TimeSpan moment, long order, Action action)
        {
            Moment = moment;
            _order = order;
            Action = action;
        }

        public TimeSpan Moment { get; }

        public Action Action { get; }

        public bool Before(Entry other) => Moment < other.Moment || (Moment == other.Moment && _order < other._order);
    }
}
