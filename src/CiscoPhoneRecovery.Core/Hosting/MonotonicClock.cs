using System;
using System.Diagnostics;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>The time the state machines live on: it only goes forward, whatever is done to the PC's clock.</summary>
public sealed class MonotonicClock
{
    private readonly Stopwatch _stopwatch = Stopwatch.StartNew();

    /// <summary>The wall-clock time of <see cref="TimeSpan.Zero"/>.</summary>
    public DateTimeOffset Start { get; } = DateTimeOffset.Now;

    public TimeSpan Now => _stopwatch.Elapsed;

    /// <summary>The wall-clock time by this clock: the PC's at its birth, and monotonic from then on.</summary>
    public DateTimeOffset WallClock => Start + Now;
}
