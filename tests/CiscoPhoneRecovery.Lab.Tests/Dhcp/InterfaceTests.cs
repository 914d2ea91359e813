using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Dhcp;

/// <summary>The interface that a server serves, and those that it leaves alone.</summary>
public class InterfaceTests
{
    [SkippableFact]
    public void An_interface_with_a_default_gateway_is_refused_and_can_be_forced()
    {
        using NetworkLab lab = NetworkLab.Create();
        lab.RunOnStation("ip", "route", "add", "default", "via", "10.1.1.1", "dev", lab.StationInterface);
        using LabProcess server = LabRunner.StartWithoutWaiting(lab);
        LabResult result = server.WaitForExit();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("UnfitInterfaceException", result.Output);
        Assert.Contains("10.1.1.1", result.Output);
        using LabProcess forced = LabRunner.StartDhcp(lab, "--force");
    }

    [SkippableFact]
    public void A_bridge_is_refused()
    {
        using NetworkLab lab = NetworkLab.Create();
        lab.RunOnStation("ip", "link", "add", "lan0", "type", "bridge");
        LabResult result = lab.RunOnStation("dotnet", LabRunner.Path, "--interface", "lan0");
        Skip.If(result.Output.Contains("InterfaceNotFound"), "this kernel has no bridges");
        Assert.Contains("UnfitInterfaceException", result.Output);
    }

    [SkippableFact]
    public void An_interface_that_is_not_there_is_answered_with_those_that_are()
    {
        using NetworkLab lab = NetworkLab.Create();
        LabResult result = lab.RunOnStation("dotnet", LabRunner.Path, "--interface", "eth9");
        Assert.Contains("InterfaceNotFoundException", result.Output);
        Assert.Contains(lab.StationInterface, result.Output);
    }

    [SkippableFact]
    public void An_interface_without_the_address_is_said_to_lack_it()
    {
        using NetworkLab lab = NetworkLab.Create("10.1.1.3/24");
        using LabProcess server = LabRunner.StartWithoutWaiting(lab);
        LabResult result = server.WaitForExit();
        Assert.Contains("AddressMissingException", result.Output);
        Assert.Contains("10.1.1.2", result.Output);
    }

    [SkippableFact]
    public void Two_stations_on_two_interfaces_serve_their_own_phones_side_by_side()
    {
        NetworkLab.Need("udhcpc");
        using NetworkLab lab = NetworkLab.Create();
        using NetworkLab second = NetworkLab.Create("10.2.2.2/24");

        // The second lab's cable moves into the first station, so that one machine has two benches.
        second.RunOnStation("ip", "link", "set", second.StationInterface, "down");
        second.RunOnStation("ip", "link", "set", second.StationInterface, "name", "station1");
        second.RunOnStation("ip", "link", "set", "station1", "netns", lab.Station);
        lab.RunOnStation("ip", "address", "add", "10.2.2.2/24", "dev", "station1");
        lab.RunOnStation("ip", "link", "set", "station1", "up");

        using LabProcess first = LabRunner.StartDhcp(lab, "--probe", "0");
        using LabProcess other = lab.StartOnStation(
            "dotnet", LabRunner.Path, "--interface", "station1", "--address", "10.2.2.2", "--from", "10.2.2.10", "--to", "10.2.2.20", "--router",
            "10.2.2.1", "--probe", "0");
        other.WaitForLine(line => line == "ready");
        Assert.Contains("lease of 10.1.1.10 obtained from 10.1.1.2", Ask(lab));
        Assert.Contains("lease of 10.2.2.10 obtained from 10.2.2.2", Ask(second));
        Assert.DoesNotContain(first.Lines, line => line.Contains(second.BenchMac));
        Assert.DoesNotContain(other.Lines, line => line.Contains(lab.BenchMac));
    }

    private static string Ask(NetworkLab lab) => lab.RunOnBench(
        "udhcpc", "-f", "-q", "-n", "-i", lab.BenchInterface, "-V", "Cisco Systems, Inc.", "-s", "/bin/true").All;
}
