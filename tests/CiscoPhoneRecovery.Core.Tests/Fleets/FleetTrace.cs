using System;
using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>What happened in a run, line by line, when it is wanted. A thousand runs that go well write nothing.</summary>
internal sealed class FleetTrace
{
    private readonly List<(TimeSpan At, string Who, string What)> _lines = new();

    public FleetTrace(bool enabled) => Enabled = enabled;

    public bool Enabled { get; }

    public void Write(TimeSpan at, string who, string what)
    {
        if (Enabled)
        {
            _lines.Add((at, who, what));
        }
    }

    /// <summary>The last lines about somebody, or about all when nobody is named.</summary>
    public string Tail(int most, params string[] about)
    {
        (TimeSpan At, string Who, string What)[] lines = _lines
            .Where(l => about.Length == 0 || l.Who is "station" or "fault" || about.Any(a => a.Length > 0 && (l.Who == a || l.What.Contains(a, StringComparison.Ordinal))))
            .ToArray();
        IEnumerable<string> shown = lines.Skip(Math.Max(0, lines.Length - most))
            .Select(l => FormattableString.Invariant($"{l.At.TotalSeconds,10:0.0000}  {l.Who,-16} {l.What}"));
        return (lines.Length > most ? $"({lines.Length - most} earlier lines)\n" : string.Empty) + string.Join("\n", shown);
    }
}
