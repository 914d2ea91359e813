using System.Diagnostics;
using System.Linq;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Hosting.Nic;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Hosting.Nic;

/// <summary>What is told of a PC whose NIC is right and whose phones would still not be heard.</summary>
public class NicDiagnosisTests
{
    private static readonly NicAddress s_address = new() { Address = "10.1.1.2", PrefixLength = 24 };

    private readonly FakeNics _nics = new(new NicState { Id = "{A}", Name = "Ethernet 2", LinkUp = true });

    [Fact]
    public void A_plain_machine_has_no_obstacle() => Assert.Empty(Look());

    [Fact]
    public void Policy_a_shut_firewall_and_block_rules_are_told_each_with_advice()
    {
        _nics.FirewallFacts = new FirewallFacts(["Public"], ["Private"], ["pwsh.exe", "No shells"]);
        NicObstacle[] found = Look();
        Assert.Equal(3, found.Length);
        Assert.Contains(found, o => o.What.Contains("inert (profile Public)"));
        Assert.Contains(found, o => o.What.Contains("lets nothing in") && o.What.Contains("Private"));
        Assert.Contains(found, o => o.What.Contains("'pwsh.exe', 'No shells'"));
        Assert.All(found, o => Assert.NotEmpty(o.Advice));
    }

    [Fact]
    public void Holders_of_both_ports_are_named_but_not_this_process()
    {
        _nics.Holders[67] = new PortHolder(0, "svchost (process 4), service WDSServer");
        _nics.Holders[69] = new PortHolder(Process.GetCurrentProcess().Id, "ourselves");
        Assert.Equal("UDP 67 is in use by svchost (process 4), service WDSServer", Assert.Single(Look()).What);
    }

    [Fact]
    public void A_NIC_on_the_same_network_is_named_and_one_beside_it_is_not()
    {
        _nics.Others.Add(At("Lab", "10.1.1.77", 24));
        _nics.Others.Add(At("Office", "10.1.2.77", 24));
        Assert.Contains("Lab as well (10.1.1.77/24)", Assert.Single(Look()).What);
    }

    [Fact]
    public void A_firewall_that_cannot_be_read_is_told_and_costs_nobody_the_change()
    {
        _nics.FirewallFault = new NicException(NicFault.NotElevated, "Access is denied.", "none");
        Assert.Contains("could not be examined (Access is denied)", Assert.Single(Look()).What);
    }

    [Theory]
    [InlineData("10.1.1.0", 24, "network itself")]
    [InlineData("10.1.1.255", 24, "broadcast")]
    [InlineData("10.1.1.4", 30, "network itself")]
    [InlineData("10.1.1.7", 30, "broadcast")]
    [InlineData("10.0.0.0", 8, "network itself")]
    [InlineData("10.255.255.255", 8, "broadcast")]
    [InlineData("fe80::1", 64, "no IPv4")]
    public void An_address_that_no_device_can_have_says_so(string address, int prefix, string why) =>
        Assert.Contains(why, new NicAddress { Address = address, PrefixLength = prefix }.Objection);

    [Theory]
    [InlineData("10.1.1.2", 24)]
    [InlineData("10.1.1.255", 16)]
    [InlineData("10.1.1.6", 30)]
    public void An_address_that_a_device_can_have_has_no_objection(string address, int prefix) =>
        Assert.Null(new NicAddress { Address = address, PrefixLength = prefix }.Objection);

    [Theory]
    [InlineData("Ethernet 5", "Cisco AnyConnect Virtual Miniport Adapter for Windows x64")]
    [InlineData("Local Area Connection", "TAP-Windows Adapter V9")]
    public void An_adapter_of_a_program_is_unfit_even_where_it_calls_itself_hardware(string name, string description)
    {
        var nic = new NicState { Id = "{B}", Name = name, Description = description, Medium = NicMedium.Ethernet };
        Assert.Contains("virtual", Assert.Single(NicFitness.Reasons(nic, [nic], s_address)));
    }

    private static NicState At(string name, string address, int prefix) =>
        new() { Id = name, Name = name, Settings = new NicSettings { Addresses = [new NicAddress { Address = address, PrefixLength = prefix }] } };

    private NicObstacle[] Look() => NicDiagnosis.Of(_nics, _nics.Nic!, s_address).ToArray();
}
