using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Phones;

/// <summary>Packets sent again, over all transfers of a phone: those under way are told anew and anew, those ended once.</summary>
internal sealed class RetransmissionCount
{
    private readonly Dictionary<long, int> _underWay = new();
    private int _ended;

    /// <param name="ended">Those of transfers that are over.</param>
    public RetransmissionCount(int ended = 0) => _ended = ended;

    public int Total => _ended + _underWay.Values.Sum();

    public void Tell(long transfer, int soFar) => _underWay[transfer] = soFar;

    public void End(long transfer, int total)
    {
        _underWay.Remove(transfer);
        _ended += total;
    }
}
