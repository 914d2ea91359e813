using System;
using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>
/// The steps from one state of a NIC to another, in four stages. The state is read again between the stages, because the system follows each
/// of them with changes of its own: DHCP takes its address along, an address its routes.
/// </summary>
public static class NicPlan
{
    /// <summary>The stages in the order in which they run.</summary>
    public static IReadOnlyList<Func<NicSettings, NicSettings, IEnumerable<NicStep>>> Stages { get; } = [Prepare, Addresses, Routes, Finish];

    /// <summary>All that differs at the moment; empty when nothing is left to do.</summary>
    public static IReadOnlyList<NicStep> Between(NicSettings current, NicSettings wanted) =>
        Stages.SelectMany(stage => stage(current, wanted)).ToList();

    /// <summary>What a NIC of a recovery looks like: one address, no gateway, all else as it is.</summary>
    public static NicSettings ForRecovery(NicSettings current, NicAddress address) => current with
    {
        Up = true,
        Dhcp = false,
        Addresses = [current.Addresses.FirstOrDefault(a => a.IsSame(address) && !a.Automatic) ?? address],
        Routes = current.Routes.Where(r => !r.HasGateway && !r.Automatic).ToArray(),
        DnsServers = current.DnsServers,
    };

    /// <summary>Up first, and DHCP off first: a DHCP client would take a new address away again, and Windows refuses one for an unplugged NIC.</summary>
    private static IEnumerable<NicStep> Prepare(NicSettings current, NicSettings wanted)
    {
        if (wanted.Up && !current.Up)
        {
            yield return new NicStep("switch the interface on", (c, nic) => c.SetUp(nic, true));
        }

        if (current.Dhcp && !wanted.Dhcp)
        {
            yield return new NicStep("switch DHCP off", (c, nic) => c.SetDhcp(nic, false));
        }
    }

    /// <summary>Order counts on Linux (the first address of a subnet is its primary), so what follows the first difference is taken off and put on again.</summary>
    private static IEnumerable<NicStep> Addresses(NicSettings current, NicSettings wanted)
    {
        List<NicAddress> have = Concerned(current.Addresses, wanted.Dhcp);
        List<NicAddress> want = Concerned(wanted.Addresses, wanted.Dhcp);
        int same = 0;
        while (same < have.Count && same < want.Count && have[same].IsSame(want[same]))
        {
            same++;
        }

        foreach (NicAddress address in have.Skip(same).Reverse())
        {
            yield return new NicStep($"remove address {address}", (c, nic) => c.RemoveAddress(nic, address));
        }

        foreach (NicAddress address in want.Skip(same))
        {
            yield return new NicStep($"add address {address}", (c, nic) => c.AddAddress(nic, address));
        }
    }

    private static IEnumerable<NicStep> Routes(NicSettings current, NicSettings wanted)
    {
        foreach (NicRoute route in current.Routes.Where(r => !IsBroughtAlong(r, wanted.Dhcp) && !wanted.Routes.Contains(r)))
        {
            yield return new NicStep($"remove route {route}", (c, nic) => c.RemoveRoute(nic, route));
        }

        // Networks on the link first: a gateway has to lie on one of them.
        foreach (NicRoute route in wanted.Routes.Where(r => !r.Automatic && !current.Routes.Contains(r)).OrderBy(r => r.HasGateway))
        {
            yield return new NicStep($"add route {route}", (c, nic) => c.AddRoute(nic, route));
        }
    }

    private static IEnumerable<NicStep> Finish(NicSettings current, NicSettings wanted)
    {
        if (!wanted.Dhcp && !current.DnsServers.SequenceEqual(wanted.DnsServers))
        {
            string servers = wanted.DnsServers.Length == 0 ? "none" : string.Join(", ", wanted.DnsServers);
            yield return new NicStep($"set DNS servers: {servers}", (c, nic) => c.SetDnsServers(nic, wanted.DnsServers));
        }

        if (current.Metric != wanted.Metric)
        {
            string metric = wanted.Metric is int value ? $"set metric {value}" : "let the system choose the metric";
            yield return new NicStep(metric, (c, nic) => c.SetMetric(nic, wanted.Metric));
        }

        if (wanted.Dhcp && !current.Dhcp)
        {
            yield return new NicStep("switch DHCP on", (c, nic) => c.SetDhcp(nic, true));
        }

        if (current.Up && !wanted.Up)
        {
            yield return new NicStep("switch the interface off", (c, nic) => c.SetUp(nic, false));
        }
    }

    /// <summary>While DHCP is on, its addresses come and go by themselves; without it, every address there is counts.</summary>
    private static List<NicAddress> Concerned(IEnumerable<NicAddress> addresses, bool dhcp) => addresses.Where(a => !(dhcp && a.Automatic)).ToList();

    /// <summary>A route that comes with an address, or with DHCP while that is on. A gateway that DHCP left behind is nobody's.</summary>
    private static bool IsBroughtAlong(NicRoute route, bool dhcp) => route.Automatic && (dhcp || !route.HasGateway);
}
