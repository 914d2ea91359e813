using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>Says whether a NIC may carry a recovery network: a DHCP server on the wrong one is an outage.</summary>
public static class NicFitness
{
    /// <summary>Why a NIC should not be used, one clause each; empty when it is fit.</summary>
    /// <param name="nic">The NIC in question.</param>
    /// <param name="all">All NICs of the PC, for overlaps.</param>
    /// <param name="address">The address it is to get.</param>
    public static IReadOnlyList<string> Reasons(NicState nic, IEnumerable<NicState> all, NicAddress address)
    {
        var reasons = new List<string>();
        switch (nic.Medium)
        {
            case NicMedium.Wireless:
                reasons.Add("it is wireless, and phones are on a cable");
                break;
            case NicMedium.Virtual:
                reasons.Add("it is a virtual, VPN or bridged interface that no phone can be plugged into");
                break;
            case NicMedium.Loopback:
                reasons.Add("it is the loopback interface");
                break;
            case NicMedium.Other:
                reasons.Add("it is not an Ethernet interface");
                break;
        }

        if (nic.DefaultGateway is string gateway)
        {
            reasons.Add($"it has a default gateway ({gateway}), so it is the way to a network that is in use");
        }

        foreach (NicState other in all.Where(o => o.Id != nic.Id))
        {
            if (Overlap(other, address) is NicAddress taken)
            {
                reasons.Add($"the network of {address} overlaps {taken} on {other.Name}");
            }
        }

        return reasons;
    }

    /// <summary>The one NIC to use, or null and why none stands out.</summary>
    public static (NicState? Nic, string Reason) Recommend(IReadOnlyList<NicState> all, NicAddress address)
    {
        List<NicState> fit = all.Where(n => Reasons(n, all, address).Count == 0).ToList();
        List<NicState> linked = fit.Where(n => n.LinkUp).ToList();
        if (fit.FirstOrDefault(n => n.Has(address)) is NicState ready)
        {
            return (ready, $"it has {address} already");
        }

        return (linked.Count, fit.Count) switch
        {
            (1, _) => (linked[0], "the only fit Ethernet interface with a link"),
            (0, 1) => (fit[0], "the only fit Ethernet interface; its link is down, so plug the switch in"),
            (0, 0) => (null, "no interface is fit: a wired one without a default gateway is needed, such as a USB Ethernet adapter"),
            _ => (null, "more than one interface is fit: choose the one that the phones are on"),
        };
    }

    private static NicAddress? Overlap(NicState other, NicAddress address) =>
        Ipv4Network.Of(address.Address, address.PrefixLength) is Ipv4Network wanted
            ? other.Settings.Addresses.FirstOrDefault(a => Ipv4Network.Of(a.Address, a.PrefixLength) is Ipv4Network n && n.Overlaps(wanted))
            : null;
}
