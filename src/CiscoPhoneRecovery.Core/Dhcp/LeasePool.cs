using System;
using System.Collections.Generic;
using System.Net.NetworkInformation;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>
/// The addresses of one range and who has them. Everything a message needs is a look-up or O(log n), for a range of 245 as of 65,000
/// addresses; nothing runs by itself: each call first lets end what has ended by <c>now</c>, a monotonic time. Not thread-safe.
/// </summary>
public sealed class LeasePool
{
    private readonly DhcpSettings _settings;
    private readonly LeaseSlot?[] _slots;
    private readonly Dictionary<ClientKey, LeaseSlot> _byClient = new();
    private readonly ExpiryHeap _ending = new();
    private readonly ReuseQueue _reusable = new();
    private int _nextFresh;

    /// <exception cref="ArgumentException">The settings contradict themselves.</exception>
    public LeasePool(DhcpSettings settings)
    {
        _settings = settings ?? throw new ArgumentNullException(nameof(settings));
        Range = new AddressRange(settings);
        _slots = new LeaseSlot?[Range.Count];
    }

    /// <summary>How many clients have or had an address, those with only an offer included.</summary>
    public int Count => _byClient.Count;

    /// <summary>A snapshot of all leases, the expired and released ones that are kept for re-use included.</summary>
    public IReadOnlyList<Lease> Leases
    {
        get
        {
            var leases = new List<Lease>(_byClient.Count);
            foreach (LeaseSlot slot in _byClient.Values)
            {
                if (slot.WasBound)
                    leases.Add(slot.ToLease());
            }

            return leases;
        }
    }

    internal AddressRange Range { get; }

    /// <summary>Puts a lease back that an earlier run wrote down. A later lease of the same client or address replaces an earlier one.</summary>
    /// <returns>False when the address is not one of this pool's; nothing changes then.</returns>
    public bool Restore(Lease lease)
    {
        uint address = Ipv4.ToUInt32(lease.Address);
        if (!Range.Contains(address) || !ClientKey.TryCreate(lease, out ClientKey key))
            return false;
        LeaseSlot slot = SlotOf(address);
        Assign(slot, key, lease.Mac, lease.ClientId);
        slot.WasBound = true;
        Hold(slot, LeaseState.Bound, lease.ExpiresAt);
        return true;
    }

    /// <summary>The slot that the client has or last had, or null.</summary>
    internal LeaseSlot? Find(ClientKey key, TimeSpan now)
    {
        Advance(now);
        return _byClient.TryGetValue(key, out LeaseSlot? slot) ? slot : null;
    }

    /// <summary>The slot of an address of the pool, or null when the pool does not hand that address out.</summary>
    internal LeaseSlot? At(uint address, TimeSpan now)
    {
        Advance(now);
        return Range.Contains(address) ? SlotOf(address) : null;
    }

    /// <summary>
    /// The address for a DISCOVER, in the order of RFC 2131 section 4.3.1: the client's binding, its former binding, the address it asks
    /// for if that is free and of this pool, else any. Null when none is left.
    /// </summary>
    internal LeaseSlot? Choose(ClientKey key, uint requested, TimeSpan now)
    {
        LeaseSlot? own = Find(key, now);
        if (own is not null)
            return own;
        if (Range.Contains(requested) && SlotOf(requested).State == LeaseState.Free)
            return SlotOf(requested);
        return TakeFresh() ?? _reusable.First;
    }

    /// <summary>Holds an address for a client for the time of an offer. A binding that the client already has stays as it is.</summary>
    internal void Offer(LeaseSlot slot, ClientKey key, PhysicalAddress mac, byte[]? clientId, TimeSpan now)
    {
        if (slot.State == LeaseState.Bound)
            return;
        Assign(slot, key, mac, clientId);
        Hold(slot, LeaseState.Offered, Later(now, _settings.OfferHold));
    }

    /// <summary>Leases an address to a client, or lengthens its lease.</summary>
    internal void Bind(LeaseSlot slot, ClientKey key, PhysicalAddress mac, byte[]? clientId, TimeSpan now)
    {
        Assign(slot, key, mac, clientId);
        slot.WasBound = true;
        slot.Probing = false;
        Hold(slot, LeaseState.Bound, Later(now, _settings.LeaseTime));
    }

    /// <summary>Frees an address; its client gets it again if it comes back before the pool needs it.</summary>
    internal void Free(LeaseSlot slot, TimeSpan now)
    {
        _ending.Remove(slot);
        slot.State = LeaseState.Free;
        slot.Probing = false;
        if (slot.Until > now)
            slot.Until = now;
        if (!slot.IsQueued)
            _reusable.Append(slot);
    }

    /// <summary>Keeps an address from everybody for <see cref="DhcpSettings.DeclineRest"/>.</summary>
    internal void Rest(LeaseSlot slot, TimeSpan now)
    {
        Forget(slot);
        slot.Probing = false;
        Hold(slot, LeaseState.Resting, Later(now, _settings.DeclineRest));
    }

    private static TimeSpan Later(TimeSpan now, TimeSpan span) => now > TimeSpan.MaxValue - span ? TimeSpan.MaxValue : now + span;

    private void Advance(TimeSpan now)
    {
        while (_ending.Earliest is { } slot && slot.Until <= now && slot.Until != TimeSpan.MaxValue)
            Free(slot, now);
    }

    private LeaseSlot SlotOf(uint address)
    {
        int index = (int)(address - Range.First);
        return _slots[index] ??= new LeaseSlot(address);
    }

    // A slot exists once its address has played a part; those before the cursor and all that exist are found by other ways.
    private LeaseSlot? TakeFresh()
    {
        while (_nextFresh < _slots.Length)
        {
            uint address = Range.First + (uint)_nextFresh;
            LeaseSlot? slot = _slots[_nextFresh];
            if (Range.Contains(address) && (slot is null || (slot.State == LeaseState.Free && !slot.IsQueued)))
                return slot ?? SlotOf(address);
            _nextFresh++;
        }

        return null;
    }

    private void Assign(LeaseSlot slot, ClientKey key, PhysicalAddress mac, byte[]? clientId)
    {
        bool same = slot.HasClient && slot.Client.Equals(key);
        if (!same)
        {
            Forget(slot);
            if (_byClient.TryGetValue(key, out LeaseSlot? former))
            {
                Forget(former);
                if (former.State != LeaseState.Free)
                    Free(former, former.Until);
            }

            slot.HasClient = true;
            slot.Client = key;
            _byClient[key] = slot;
        }

        slot.Mac = mac;
        slot.ClientId = clientId;
    }

    private void Forget(LeaseSlot slot)
    {
        if (slot.HasClient)
            _byClient.Remove(slot.Client);
        slot.HasClient = false;
        slot.WasBound = false;
        slot.Mac = PhysicalAddress.None;
        slot.ClientId = null;
    }

    private void Hold(LeaseSlot slot, LeaseState state, TimeSpan until)
    {
        _reusable.Remove(slot);
        slot.State = state;
        _ending.Set(slot, until);
    }
}
