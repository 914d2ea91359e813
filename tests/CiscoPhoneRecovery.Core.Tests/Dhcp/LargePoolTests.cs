using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using CiscoPhoneRecovery.Dhcp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Dhcp;

/// <summary>A pool much larger than any bench's, to see that nothing is searched from end to end.</summary>
[Collection(nameof(Alone))]
public sealed class LargePoolTests
{
    private const int Clients = 65_023;
    private const int Part = 10_000;

    [Fact]
    [Trait("Checklist", "D41")]
    public void Sixty_five_thousand_clients_each_get_an_address_of_their_own_and_the_last_as_soon_as_the_first()
    {
        var bench = new Bench(Bench.WithoutProbes with
        {
            SubnetMask = IPAddress.Parse("255.255.0.0"),
            RangeStart = IPAddress.Parse("10.1.2.0"),
            RangeEnd = IPAddress.Parse("10.1.255.254"),
        });
        var given = new HashSet<IPAddress>();
        TimeSpan first = default;
        var watch = Stopwatch.StartNew();
        for (int phone = 1; phone <= Clients; phone++)
        {
            if (phone == Part)
            {
                first = watch.Elapsed;
            }
            else if (phone == Clients - Part)
            {
                watch.Restart();
            }

            Assert.True(given.Add(bench.Bind(phone)));
            bench.Output.Sent.Clear();
            bench.Output.Events.Clear();
        }

        TimeSpan last = watch.Elapsed;
        Assert.Null(bench.Send(new ClientMessage(DhcpMessageType.Discover, ClientMessage.Phone(99999))));
        Assert.True(last.Ticks < 6 * first.Ticks, $"the first {Part} took {first}, the last {last}"); // a search would take twelve times as long
    }
}
