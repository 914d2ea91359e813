using System;
using System.Collections.Generic;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>A DISCOVER whose OFFER waits until the address probe has stayed without an answer.</summary>
internal sealed class PendingOffer
{
    public PendingOffer(LeaseSlot slot, ClientKey key, TimeSpan due)
    {
        Slot = slot;
        Key = key;
        Due = due;
    }

    public LeaseSlot Slot { get; }

    public ClientKey Key { get; }

    public TimeSpan Due { get; }

    /// <summary>The newest DISCOVER of this client, whose transaction id the OFFER must carry.</summary>
    public byte[] Datagram { get; private set; } = Array.Empty<byte>();

    public int Length { get; private set; }

    public bool Cancelled { get; set; }

    public void Keep(byte[] datagram, int length)
    {
        if (Datagram.Length < length)
            Datagram = new byte[length];
        Buffer.BlockCopy(datagram, 0, Datagram, 0, length);
        Length = length;
    }
}

/// <summary>The offers under probe. All wait equally long, so they fall due in the order in which they came.</summary>
internal sealed class PendingOffers
{
    private readonly Queue<PendingOffer> _inOrder = new();
    private readonly Dictionary<uint, PendingOffer> _byAddress = new();

    /// <summary>When the next offer is due; null when none waits.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            DropCancelled();
            return _inOrder.Count == 0 ? null : _inOrder.Peek().Due;
        }
    }

    public void Add(PendingOffer offer)
    {
        _byAddress[offer.Slot.Address] = offer;
        _inOrder.Enqueue(offer);
    }

    public PendingOffer? Find(uint address) => _byAddress.TryGetValue(address, out PendingOffer? offer) ? offer : null;

    /// <summary>Takes an offer out before its time.</summary>
    public void Cancel(PendingOffer offer)
    {
        offer.Cancelled = true;
        _byAddress.Remove(offer.Slot.Address);
    }

    /// <summary>The next offer that is due by now, or null.</summary>
    public PendingOffer? TakeDue(TimeSpan now)
    {
        DropCancelled();
        if (_inOrder.Count == 0 || _inOrder.Peek().Due > now)
            return null;
        PendingOffer offer = _inOrder.Dequeue();
        _byAddress.Remove(offer.Slot.Address);
        return offer;
    }

    private void DropCancelled()
    {
        while (_inOrder.Count > 0 && _inOrder.Peek().Cancelled)
            _inOrder.Dequeue();
    }
}
