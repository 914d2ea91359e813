using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Phones;

/// <summary>Packets sent again, over all transfers of a phone: those under way are told anew and anew, those ended once.</summary>
internal sealed class RetransmissionCount
{
    private readonly Dictionary<long, int> _underWay = new();
    private int _ended;

    public int Total => _ended + _underWay.Values.Sum();

    public void Tell(long transfer, int soFar) => _underWay[transfer] = soFar;

    public void End(long transfer, int total)
    {
        _underWay.Remove(transfer);
        _ended += total;
    }
}
