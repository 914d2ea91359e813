namespace CiscoPhoneRecovery.Dhcp;

/// <summary>Free addresses that had a client once, the longest free first, so that a client that comes back finds its own as long as possible.</summary>
internal sealed class ReuseQueue
{
    private LeaseSlot? _first;
    private LeaseSlot? _last;

    public LeaseSlot? First => _first;

    public void Append(LeaseSlot slot)
    {
        slot.IsQueued = true;
        slot.Next = null;
        slot.Previous = _last;
        if (_last is null)
            _first = slot;
        else
            _last.Next = slot;
        _last = slot;
    }

    public void Remove(LeaseSlot slot)
    {
        if (!slot.IsQueued)
            return;
        if (slot.Previous is null)
            _first = slot.Next;
        else
            slot.Previous.Next = slot.Next;
        if (slot.Next is null)
            _last = slot.Previous;
        else
            slot.Next.Previous = slot.Previous;
        slot.Next = null;
        slot.Previous = null;
        slot.IsQueued = false;
    }
}
