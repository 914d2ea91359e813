using System;
using System.Collections.Generic;
using System.Net.NetworkInformation;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Whether a DHCP server may run on an interface: on one that leads to a network in use, it would be an outage. A veth passes, because
/// that is what a bench in a namespace is made of.
/// </summary>
public static class InterfaceFitness
{
    private static readonly string[] VirtualNames = { "docker", "virbr", "br-", "wg", "tun", "tap", "ppp", "tailscale", "zt", "vmnet", "vboxnet", "utun" };

    // Of Windows, where virtual adapters call themselves Ethernet. "Hyper-V Network Adapter" is a guest's own NIC and is not among them.
    private static readonly string[] VirtualDescriptions =
    {
        "Hyper-V Virtual", "VMware Virtual", "VirtualBox Host-Only", "TAP-", "Wintun", "WireGuard", "OpenVPN", "AnyConnect", "Fortinet", "PANGP",
        "Juniper", "Check Point Virtual", "SonicWall", "Tailscale", "ZeroTier", "VPN", "Npcap Loopback", "KM-TEST Loopback", "Wi-Fi Direct",
        "Bluetooth", "Multiplexor", "Docker",
    };

    /// <summary>Why the interface should not be used, one clause each; empty when it is fit.</summary>
    public static IReadOnlyList<string> Reasons(InterfaceFacts facts)
    {
        var reasons = new List<string>();
        if (facts.Gateway is not null)
            reasons.Add($"it has a default gateway ({facts.Gateway}), so it is the way to a network that is in use");
        if (facts.Type == NetworkInterfaceType.Loopback)
            reasons.Add("it is the loopback interface");
        else if (facts.Type == NetworkInterfaceType.Wireless80211 || facts.LinuxKind == "wireless")
            reasons.Add("it is wireless, and phones are on a cable");
        else if (IsVirtual(facts))
            reasons.Add("it is a virtual, VPN or bridged interface that no phone can be plugged into");
        return reasons;
    }

    private static bool IsVirtual(InterfaceFacts facts)
    {
        if (facts.LinuxKind is not null || facts.Type is NetworkInterfaceType.Tunnel or NetworkInterfaceType.Ppp)
            return true;
        return Array.Exists(VirtualNames, start => facts.Name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            || Array.Exists(VirtualDescriptions, part => facts.Description.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0);
    }
}
