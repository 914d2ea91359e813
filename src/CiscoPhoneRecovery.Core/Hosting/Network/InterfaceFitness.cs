using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Hosting.Nic;

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
    public static IReadOnlyList<string> Reasons(InterfaceFacts facts) => NicFitness.Reasons(MediumOf(facts), facts.Gateway?.ToString()).ToList();

    /// <summary>Whether name or description are those of a program's interface, whatever its type says.</summary>
    public static bool LooksVirtual(string name, string description) =>
        Array.Exists(VirtualNames, start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        || Array.Exists(VirtualDescriptions, part => description.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0);

    private static NicMedium MediumOf(InterfaceFacts facts)
    {
        if (facts.Type == NetworkInterfaceType.Loopback)
            return NicMedium.Loopback;
        if (facts.Type == NetworkInterfaceType.Wireless80211 || facts.LinuxKind == "wireless")
            return NicMedium.Wireless;
        bool isVirtual = facts.LinuxKind is not null || facts.Type is NetworkInterfaceType.Tunnel or NetworkInterfaceType.Ppp;
        return isVirtual || LooksVirtual(facts.Name, facts.Description) ? NicMedium.Virtual : NicMedium.Ethernet;
    }
}
