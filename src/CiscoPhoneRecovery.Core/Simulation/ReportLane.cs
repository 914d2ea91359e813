using System;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>The way of one server's reports: late by chance, never out of order among themselves.</summary>
internal sealed class ReportLane
{
    private readonly EventQueue _events;
    private readonly Random _random;
    private readonly TimeSpan _maxDelay;
    private TimeSpan _last;

    public ReportLane(EventQueue events, Random random, TimeSpan maxDelay)
    {
        _events = events;
        _random = random;
        _maxDelay = maxDelay;
    }

    public void Report(Action take)
    {
        if (_maxDelay == TimeSpan.Zero)
        {
            take();
            return;
        }

        TimeSpan at = _events.Now + TimeSpan.FromTicks((long)(_random.NextDouble() * _maxDelay.Ticks));
        _last = at > _last ? at : _last;
        _events.At(_last, take);
    }
}
