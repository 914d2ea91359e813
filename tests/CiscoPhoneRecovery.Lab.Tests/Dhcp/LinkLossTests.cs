using System;
using System.Linq;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Dhcp;

/// <summary>A phone that restarts on a direct cable takes the link away, and a USB adapter the whole device.</summary>
public class LinkLossTests
{
    [SkippableFact]
    public void The_server_stays_up_while_the_link_is_down_and_answers_when_it_is_back()
    {
        NetworkLab.Need("udhcpc");
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess server = LabRunner.StartDhcp(lab, "--probe", "0");
        Assert.Contains("10.1.1.10", Ask(lab));
        lab.RunOnBench("ip", "link", "set", lab.BenchInterface, "down");
        server.WaitForLine(line => line.StartsWith("LinkLost", StringComparison.Ordinal));
        lab.RunOnBench("ip", "link", "set", lab.BenchInterface, "up");
        server.WaitForLine(line => line.StartsWith("LinkRestored", StringComparison.Ordinal));
        Assert.Contains("10.1.1.10", Ask(lab));
    }

    [SkippableFact]
    public void The_server_waits_for_an_address_that_was_taken_away()
    {
        NetworkLab.Need("udhcpc");
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess server = LabRunner.StartDhcp(lab, "--probe", "0", "--foreign", "300");
        lab.RunOnStation("ip", "address", "flush", "dev", lab.StationInterface);
        server.WaitForLine(line => line.StartsWith("LinkLost", StringComparison.Ordinal) && line.Contains("lost the address"));
        lab.RunOnStation("ip", "address", "add", "192.168.77.1/24", "dev", lab.StationInterface); // what another address would answer as
        Assert.DoesNotContain("obtained", lab.RunOnBench(
            "udhcpc", "-f", "-q", "-n", "-t", "2", "-T", "1", "-i", lab.BenchInterface, "-V", "Cisco Systems, Inc.", "-s", "/bin/true").All);
        lab.RunOnStation("ip", "address", "add", "10.1.1.2/24", "dev", lab.StationInterface);
        server.WaitForLine(line => line.StartsWith("LinkRestored", StringComparison.Ordinal));
        Assert.Contains("10.1.1.10", Ask(lab));
    }

    [SkippableFact]
    public void The_server_takes_up_a_new_device_of_the_same_name()
    {
        NetworkLab.Need("udhcpc");
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess server = LabRunner.StartDhcp(lab, "--probe", "0", "--foreign", "300");
        Assert.Contains("10.1.1.10", Ask(lab));
        lab.RunOnStation("ip", "link", "delete", lab.StationInterface);
        server.WaitForLine(line => line.StartsWith("LinkLost", StringComparison.Ordinal) && line.Contains("gone"));
        lab.Connect("10.1.1.2/24");
        server.WaitForLine(line => line.StartsWith("LinkRestored", StringComparison.Ordinal));
        Assert.Contains("10.1.1.11", Ask(lab));
        Assert.Equal(2, server.Lines.Count(line => line.StartsWith("WatchingForServers", StringComparison.Ordinal)));
    }

    private static string Ask(NetworkLab lab) => lab.RunOnBench(
        "udhcpc", "-f", "-q", "-n", "-i", lab.BenchInterface, "-V", "Cisco Systems, Inc.", "-s", "/bin/true").All;
}
