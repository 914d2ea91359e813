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
        // Some VPN and virtual adapters call themselves Ethernet hardware.
        bool posing = nic.Medium == NicMedium.Ethernet && InterfaceFitness.LooksVirtual(nic.Name, nic.Description);
        return
        [
            .. Reasons(posing ? NicMedium.Virtual : nic.Medium, nic.DefaultGateway),
            .. Overlaps(nic, all, address).Select(o => $"the network of {address} overlaps {o.Address} on {o.Other.Name}"),
        ];
    }

    /// <summary>The other NICs that are on the network of an address, with their own address in it.</summary>
    public static IEnumerable<(NicState Other, NicAddress Address)> Overlaps(NicState nic, IEnumerable<NicState> all, NicAddress address) =>
        from other in all
        where other.Id != nic.Id
        let taken = Overlap(other, address)
        where taken is not null
        select (other, taken);

    /// <summary>What speaks against an interface by its nature and its place, one clause each: the same words for whoever asks.</summary>
    internal static IEnumerable<string> Reasons(NicMedium medium, string? gateway)
    {
        string? kind = medium switch
        {
            NicMedium.Wireless => "it is wireless, and phones are on a cable",
            NicMedium.Virtual => "it is a virtual, VPN or bridged interface that no phone can be plugged into",
            NicMedium.Loopback => "it is the loopback interface",
            NicMedium.Other => "it is not an Ethernet interface",
            _ => null,
        };
        if (kind is not null)
        {
            yield return kind;
        }

        if (gateway is not null)
        {
            yield return $"it has a default gateway ({gateway}), so it is the way to a network that is in use";
        }
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
