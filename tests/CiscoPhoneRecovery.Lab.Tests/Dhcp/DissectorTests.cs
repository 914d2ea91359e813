using System;
using System.IO;
using System.Linq;
using System.Threading;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Dhcp;

/// <summary>What Wireshark's dissector says of every reply in a run with all kinds of them.</summary>
public class DissectorTests
{
    [SkippableFact]
    [Trait("Checklist", "D25")]
    public void Tshark_finds_no_fault_in_any_reply_and_each_comes_from_port_67_of_the_server()
    {
        NetworkLab.Need("tshark");
        NetworkLab.Need("udhcpc");
        using NetworkLab lab = NetworkLab.Create();
        string capture = Path.Combine(lab.Folder, "replies.pcap");
        using LabProcess server = LabRunner.StartDhcp(lab, "--probe", "0");
        using LabProcess tshark = lab.StartOnBench("tshark", "-q", "-i", lab.BenchInterface, "-f", "udp portrange 67-68", "-w", capture);
        tshark.WaitForError(line => line.Contains("Capture started"), 30);

        // OFFER and ACK by broadcast, a NAK, and 20 phones with the messages of a CP-7911G.
        lab.RunOnBench("udhcpc", "-f", "-q", "-n", "-i", lab.BenchInterface, "-V", "Cisco Systems, Inc.", "-O", "150", "-s", "/bin/true");
        using (LabProcess fleet = LabRunner.StartFleet(lab, 20))
            Assert.Equal(0, fleet.WaitForExit().ExitCode);
        Refuse(lab);
        Thread.Sleep(500);
        tshark.Send(2);
        tshark.WaitForExit(10);

        string[] replies = Read(lab, capture, "dhcp.type == 2", "ip.src", "udp.srcport", "dhcp.option.dhcp");
        Assert.True(replies.Length >= 44, $"{replies.Length} replies\n{string.Join('\n', server.Lines)}");
        Assert.All(replies, reply => Assert.StartsWith("10.1.1.2\t67\t", reply));
        Assert.Contains(replies, reply => reply.EndsWith("\t6", StringComparison.Ordinal));
        string[] complaints = Read(lab, capture, "dhcp.type == 2 && (_ws.malformed || _ws.expert.severity >= 4194304)", "_ws.expert.message");
        Assert.Empty(complaints);
        string[] servers = Read(lab, capture, "dhcp.option.dhcp == 5", "dhcp.ip.server", "dhcp.option.tftp_server_name", "dhcp.option.tftp_server_address");
        Assert.All(servers, line => Assert.StartsWith("10.1.1.2\t10.1.1.2\t10.1.1.2", line));
    }

    // A phone that asks at its start for an address of another network.
    private static void Refuse(NetworkLab lab)
    {
        if (!NetworkLab.HasProgram("dhclient"))
            return;
        string leases = lab.Write("old", $$"""
            lease {
              interface "{{lab.BenchInterface}}";
              fixed-address 192.168.77.20;
              option dhcp-lease-time 864000;
              renew 0 2040/01/01 00:00:00;
              rebind 0 2040/01/01 00:00:00;
              expire 0 2040/01/01 00:00:00;
            }
            """);
        string configuration = lab.Write("dhclient.conf", "send vendor-class-identifier \"Cisco Systems, Inc. IP Phone CP-7945G\";\n");
        LabResult result = lab.RunOnBench(
            "dhclient", "-1", "-v", "-cf", configuration, "-lf", leases, "-pf", Path.Combine(lab.Folder, "pid"), "-sf", "/bin/true", lab.BenchInterface);
        Assert.Contains("DHCPNAK", result.All);
    }

    private static string[] Read(NetworkLab lab, string capture, string filter, params string[] fields)
    {
        LabResult result = lab.RunOnBench(
            "tshark", new[] { "-r", capture, "-Y", filter, "-T", "fields" }.Concat(fields.SelectMany(field => new[] { "-e", field })).ToArray());
        Assert.True(result.ExitCode == 0, result.All);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
