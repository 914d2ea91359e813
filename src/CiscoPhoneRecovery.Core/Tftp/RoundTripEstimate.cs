using System;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>
/// How long to wait for an ACK, measured: RFC 6298's smoothed round trip and variance, its doubling on expiry, and Karn's rule
/// (the caller gives no sample of a packet that was sent twice, and the doubled wait holds until there is a sample again).
/// The bounds are a LAN's, not the Internet's second.
/// </summary>
internal sealed class RoundTripEstimate
{
    /// <summary>RFC 6298's G: on a client whose round trip never varies a millisecond more is not a loss.</summary>
    private static readonly long Granularity = TimeSpan.FromMilliseconds(5).Ticks;

    /// <summary>The longest that the floor is raised to: a packet that is really lost then waits as long.</summary>
    private static readonly long HighestFloor = TimeSpan.FromMilliseconds(500).Ticks;

    /// <summary>Samples for which a raised floor holds.</summary>
    private const int FloorHolds = 256;

    private readonly long _lanFloor;
    private readonly long _ceiling;
    private readonly bool _fixed;
    private long _smoothed;
    private long _variance;
    private long _timeout;
    private long _floor;
    private int _floorHolds;

    public RoundTripEstimate(TftpSettings settings, TimeSpan? fixedTimeout)
    {
        _floor = _lanFloor = settings.MinTimeout.Ticks;
        _ceiling = settings.MaxTimeout.Ticks;
        _fixed = fixedTimeout is not null;
        _timeout = (fixedTimeout ?? settings.InitialTimeout).Ticks;
    }

    /// <summary>The wait before the next retransmission.</summary>
    public TimeSpan Timeout => new(_timeout);

    /// <summary>The shortest round trip seen; <see cref="TimeSpan.Zero"/> before the first.</summary>
    public TimeSpan Shortest { get; private set; }

    public void Sample(TimeSpan roundTrip)
    {
        long sample = Math.Max(1, roundTrip.Ticks);
        if (_smoothed == 0)
        {
            _smoothed = sample;
            _variance = sample / 2;
            Shortest = new TimeSpan(sample);
        }
        else
        {
            _variance += (Math.Abs(sample - _smoothed) - _variance) / 4;
            _smoothed += (sample - _smoothed) / 8;
            Shortest = sample < Shortest.Ticks ? new TimeSpan(sample) : Shortest;
        }

        if (_floorHolds > 0 && --_floorHolds == 0)
        {
            _floor = _lanFloor;
        }

        if (!_fixed)
        {
            _timeout = Math.Min(_ceiling, Math.Max(_floor, _smoothed + Math.Max(Granularity, 4 * _variance)));
        }
    }

    /// <summary>
    /// What was taken for lost had only been answered late: phones write flash between blocks, some tens or hundreds of milliseconds every
    /// so many blocks, which no average foresees. For a while the wait is no shorter than that.
    /// </summary>
    /// <param name="roundTrip">From the first sending to the ACK.</param>
    public void WasLate(TimeSpan roundTrip)
    {
        _floor = Math.Min(HighestFloor, Math.Max(_floor, roundTrip.Ticks + (roundTrip.Ticks / 4)));
        _floorHolds = FloorHolds;
        if (!_fixed)
        {
            _timeout = Math.Min(_ceiling, Math.Max(_floor, _timeout));
        }
    }

    /// <summary>Doubles the wait after an expiry. A wait that the client fixed with the timeout option stays as it is (RFC 2349).</summary>
    public void BackOff()
    {
        if (!_fixed)
        {
            _timeout = Math.Min(_ceiling, _timeout * 2);
        }
    }
}
