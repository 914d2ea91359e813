using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>
/// Random fleets, each from one seed. FLEET_SEED=n plays one seed; FLEET_SEEDS=n plays so many instead of a thousand; FLEET_FROM=n begins
/// at another than seed 0.
/// </summary>
public sealed class FleetTests
{
    private const int MostFailures = 3;

    [Fact]
    public void A_thousand_random_fleets_break_no_rule()
    {
        int? one = Setting("FLEET_SEED");
        int from = one ?? Setting("FLEET_FROM") ?? 0;
        int count = one is not null ? 1 : Setting("FLEET_SEEDS") ?? 1000;
        var failures = new ConcurrentDictionary<int, string>();
        Parallel.For(from, from + count, (seed, loop) =>
        {
            if (FleetProof.Play(seed) is { } story)
            {
                failures[seed] = story;
                if (failures.Count >= MostFailures)
                {
                    loop.Stop();
                }
            }
        });
        Assert.True(failures.IsEmpty, $"{failures.Count} seeds failed.\n\n{string.Join("\n\n", failures.OrderBy(f => f.Key).Select(f => f.Value))}");
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
