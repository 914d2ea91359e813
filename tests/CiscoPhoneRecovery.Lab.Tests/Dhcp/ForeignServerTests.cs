using System;
using System.Linq;
using System.Threading;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Dhcp;

/// <summary>Another DHCP server on the bench: dnsmasq, which nobody here wrote.</summary>
public class ForeignServerTests
{
    [SkippableFact]
    public void A_server_does_not_start_beside_another_and_names_its_address_and_MAC()
    {
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess dnsmasq = StartDnsmasq(lab);
        using LabProcess server = LabRunner.StartWithoutWaiting(lab, "--foreign", "1000");
        LabResult result = server.WaitForExit();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("ForeignServerException", result.Output);
        Assert.Contains("192.168.50.1", result.Output);
        Assert.Contains(lab.BenchMac, result.Output);
        Assert.DoesNotContain("ready", result.Output);
    }

    [SkippableFact]
    public void Forced_it_starts_and_reports_the_other()
    {
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess dnsmasq = StartDnsmasq(lab);
        using LabProcess server = LabRunner.StartDhcp(lab, "--foreign", "500", "--force");
        server.WaitForLine(line => line.StartsWith($"ForeignServer {lab.BenchMac} 192.168.50.1", StringComparison.Ordinal));
        Assert.False(server.HasExited);
    }

    [SkippableFact]
    public void A_running_server_stops_when_another_appears()
    {
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess server = LabRunner.StartDhcp(lab, "--foreign", "300", "--foreign-interval", "1");
        Thread.Sleep(1500);
        Assert.DoesNotContain(server.Lines, line => line.StartsWith("ForeignServer", StringComparison.Ordinal));
        using LabProcess dnsmasq = StartDnsmasq(lab);
        server.WaitForLine(line => line.StartsWith("Stopped", StringComparison.Ordinal) && line.Contains("192.168.50.1"));
        LabResult phone = lab.RunOnStation("ss", "-ulnH", "sport", "=", ":67");
        Assert.Equal(string.Empty, phone.Output.Trim());
    }

    [SkippableFact]
    public void Without_another_server_the_first_phone_is_answered_and_the_way_of_watching_is_said()
    {
        NetworkLab.Need("udhcpc");
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess server = LabRunner.StartWithoutWaiting(lab, "--foreign", "1500", "--probe", "0");
        server.WaitForLine(line => line.StartsWith("WatchingForServers", StringComparison.Ordinal) && line.Contains("frames"));

        // Asked while the server still looks round: held, and answered once it knows.
        LabResult phone = lab.RunOnBench(
            "udhcpc", "-f", "-q", "-n", "-t", "1", "-T", "5", "-i", lab.BenchInterface, "-V", "Cisco Systems, Inc.", "-s", "/bin/true");
        Assert.True(phone.ExitCode == 0, phone.All);
        Assert.Contains("lease of 10.1.1.10", phone.All);
        int ready = server.Lines.ToList().FindIndex(line => line.StartsWith("Offered", StringComparison.Ordinal));
        Assert.True(ready > 0, string.Join('\n', server.Lines));
    }

    private static LabProcess StartDnsmasq(NetworkLab lab)
    {
        NetworkLab.Need("dnsmasq");
        lab.RunOnBench("ip", "address", "add", "192.168.50.1/24", "dev", lab.BenchInterface);
        LabProcess dnsmasq = lab.StartOnBench(
            "dnsmasq", "--keep-in-foreground", "--port=0", "--conf-file=/dev/null", $"--interface={lab.BenchInterface}", "--bind-interfaces", "--no-ping",
            "--dhcp-range=192.168.50.10,192.168.50.20,1h", $"--dhcp-leasefile={lab.Folder}/dnsmasq", "--pid-file=", "--log-facility=-", "--user=root");
        Thread.Sleep(500);
        return dnsmasq;
    }
}
