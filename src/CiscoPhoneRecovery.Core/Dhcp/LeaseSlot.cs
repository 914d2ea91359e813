using System;
using System.Net;
using System.Net.NetworkInformation;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>What an address of the pool is doing.</summary>
internal enum LeaseState
{
    /// <summary>To be had; the record of its last client, if any, stays until another takes it.</summary>
    Free,

    /// <summary>Held for a client that was offered it.</summary>
    Offered,

    /// <summary>Leased.</summary>
    Bound,

    /// <summary>Declined, or somebody else answers on it: left alone for a while.</summary>
    Resting,
}

/// <summary>One address of the pool and the client it belongs or belonged to. Only <see cref="LeasePool"/> changes it.</summary>
internal sealed class LeaseSlot
{
    public LeaseSlot(uint address)
    {
        Address = address;
        IPAddress = Ipv4.ToAddress(address);
    }

    public uint Address { get; }

    public IPAddress IPAddress { get; }

    public LeaseState State { get; set; }

    /// <summary>End of the offer, lease or rest; without meaning when free.</summary>
    public TimeSpan Until { get; set; }

    public bool HasClient { get; set; }

    public ClientKey Client { get; set; }

    public PhysicalAddress Mac { get; set; } = PhysicalAddress.None;

    public byte[]? ClientId { get; set; }

    /// <summary>Whether this client once held the address by an ACK, so that it counts as its former lease.</summary>
    public bool WasBound { get; set; }

    /// <summary>Whether an offer of it still waits for its address probe.</summary>
    public bool Probing { get; set; }

    /// <summary>Place in the <see cref="ExpiryHeap"/>, or -1.</summary>
    public int HeapIndex { get; set; } = -1;

    /// <summary>Neighbours in the <see cref="ReuseQueue"/>.</summary>
    public LeaseSlot? Previous { get; set; }

    public LeaseSlot? Next { get; set; }

    public bool IsQueued { get; set; }

    public Lease ToLease() => new(Mac, IPAddress, Until, ClientId);
}
