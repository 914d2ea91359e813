using System;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>How many lines may be written: so many a second, and as many at once as a room full of phones that boot together makes.</summary>
internal sealed class LineBudget
{
    private const double PerSecond = 500;
    private const double AtOnce = 10_000;

    private TimeSpan _last;
    private double _left = AtOnce;

    public bool Take(TimeSpan now)
    {
        _left = Math.Min(AtOnce, _left + ((now - _last).TotalSeconds * PerSecond));
        _last = now;
        if (_left < 1)
        {
            return false;
        }

        _left--;
        return true;
    }
}
