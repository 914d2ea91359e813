using System;
using System.Collections.Generic;
using System.Net.NetworkInformation;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>Tells clients heard for the first time from those heard before, in bounded memory: the one that came first is forgotten first.</summary>
public sealed class RecentClients
{
    private readonly HashSet<PhysicalAddress> _known = new();
    private readonly Queue<PhysicalAddress> _order = new();
    private readonly int _most;

    /// <param name="most">How many are remembered, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is less than 1.</exception>
    public RecentClients(int most) => _most = most >= 1 ? most : throw new ArgumentOutOfRangeException(nameof(most));

    /// <summary>True when this client is not remembered; it is from then on.</summary>
    public bool Add(PhysicalAddress client)
    {
        if (!_known.Add(client))
        {
            return false;
        }

        if (_order.Count == _most)
        {
            _known.Remove(_order.Dequeue());
        }

        _order.Enqueue(client);
        return true;
    }
}
