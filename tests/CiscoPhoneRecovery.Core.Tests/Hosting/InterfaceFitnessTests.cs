using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Hosting;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Hosting;

/// <summary>Which interfaces a DHCP server keeps off by itself.</summary>
public class InterfaceFitnessTests
{
    [Theory]
    [InlineData("Ethernet 2", "Realtek USB GbE Family Controller", NetworkInterfaceType.Ethernet, null)]
    [InlineData("Ethernet", "Intel(R) Ethernet Connection I219-V", NetworkInterfaceType.GigabitEthernet, null)]
    [InlineData("Ethernet", "Microsoft Hyper-V Network Adapter", NetworkInterfaceType.Ethernet, null)]
    [InlineData("eth1", "eth1", NetworkInterfaceType.Ethernet, null)]
    [InlineData("veth0", "veth0", NetworkInterfaceType.Ethernet, null)]
    [InlineData("enx001122334455", "enx001122334455", NetworkInterfaceType.Ethernet, null)]
    public void A_wired_interface_is_fit(string name, string description, NetworkInterfaceType type, string? kind) =>
        Assert.Empty(InterfaceFitness.Reasons(new InterfaceFacts(name, description, type, null, kind)));

    [Theory]
    [InlineData("Wi-Fi", "Intel(R) Wi-Fi 6 AX201", NetworkInterfaceType.Wireless80211, null, "wireless")]
    [InlineData("wlp2s0", "wlp2s0", NetworkInterfaceType.Ethernet, "wireless", "wireless")]
    [InlineData("vEthernet (Default Switch)", "Hyper-V Virtual Ethernet Adapter", NetworkInterfaceType.Ethernet, null, "virtual")]
    [InlineData("Ethernet 5", "Cisco AnyConnect Virtual Miniport Adapter", NetworkInterfaceType.Ethernet, null, "VPN")]
    [InlineData("Local Area Connection", "TAP-Windows Adapter V9", NetworkInterfaceType.Ethernet, null, "VPN")]
    [InlineData("docker0", "docker0", NetworkInterfaceType.Ethernet, "bridge", "bridged")]
    [InlineData("lan7", "lan7", NetworkInterfaceType.Ethernet, "tun", "VPN")]
    [InlineData("isatap", "Teredo", NetworkInterfaceType.Tunnel, null, "VPN")]
    [InlineData("lo", "lo", NetworkInterfaceType.Loopback, null, "loopback")]
    public void An_interface_without_a_socket_for_a_phone_is_not(
        string name, string description, NetworkInterfaceType type, string? kind, string reason) =>
        Assert.Contains(reason, Assert.Single(InterfaceFitness.Reasons(new InterfaceFacts(name, description, type, null, kind))));

    [Fact]
    public void An_interface_with_a_default_gateway_is_not()
    {
        var facts = new InterfaceFacts("Ethernet", "Intel", NetworkInterfaceType.Ethernet, IPAddress.Parse("192.168.1.1"), null);
        Assert.Contains("192.168.1.1", Assert.Single(InterfaceFitness.Reasons(facts)));
    }
}
