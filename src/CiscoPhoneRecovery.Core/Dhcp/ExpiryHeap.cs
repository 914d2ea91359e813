using System;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>
/// The slots that end at some time, earliest first: a binary heap whose slots know their place, so that a renewal moves a slot in
/// O(log n) and nothing is ever searched.
/// </summary>
internal sealed class ExpiryHeap
{
    private LeaseSlot[] _slots = new LeaseSlot[16];
    private int _count;

    public LeaseSlot? Earliest => _count == 0 ? null : _slots[0];

    /// <summary>Puts a slot in, or moves it to where its new end belongs.</summary>
    public void Set(LeaseSlot slot, TimeSpan until)
    {
        slot.Until = until;
        if (slot.HeapIndex < 0)
        {
            if (_count == _slots.Length)
                Array.Resize(ref _slots, _count * 2);
            Place(slot, _count++);
        }

        Up(slot);
        Down(slot);
    }

    public void Remove(LeaseSlot slot)
    {
        int index = slot.HeapIndex;
        if (index < 0)
            return;
        slot.HeapIndex = -1;
        LeaseSlot last = _slots[--_count];
        _slots[_count] = null!;
        if (last == slot)
            return;
        Place(last, index);
        Up(last);
        Down(last);
    }

    private void Up(LeaseSlot slot)
    {
        int index = slot.HeapIndex;
        while (index > 0 && _slots[(index - 1) / 2].Until > slot.Until)
        {
            Place(_slots[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }

        Place(slot, index);
    }

    private void Down(LeaseSlot slot)
    {
        int index = slot.HeapIndex;
        while (true)
        {
            int child = 2 * index + 1;
            if (child >= _count)
                break;
            if (child + 1 < _count && _slots[child + 1].Until < _slots[child].Until)
                child++;
            if (_slots[child].Until >= slot.Until)
                break;
            Place(_slots[child], index);
            index = child;
        }

        Place(slot, index);
    }

    private void Place(LeaseSlot slot, int index)
    {
        _slots[index] = slot;
        slot.HeapIndex = index;
    }
}
