using System;
using System.IO;
using System.Linq;
using CiscoPhoneRecovery.Lab.Tests.Console;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Dhcp;

/// <summary>DHCP clients that nobody here wrote, through the life of a lease, against the console program.</summary>
public class ClientProgramTests
{
    private const int Sigusr1 = 10;
    private const int Sigusr2 = 12;

    [SkippableTheory]
    [InlineData("udhcpc")]
    [InlineData("busybox", "udhcpc")]
    public void A_client_gets_a_lease_renews_it_and_gives_it_back(params string[] program)
    {
        NetworkLab.Need(program[0]);
        using NetworkLab lab = NetworkLab.Create();
        using ConsoleStation server = ConsoleStation.Start(lab);
        string script = lab.Write("udhcpc.sh", """
            #!/bin/sh
            echo "script $1 ip=$ip opt150=$opt150 tftp=$tftp siaddr=$siaddr router=$router lease=$lease"
            if [ "$1" = bound ]; then ip address add "$ip/24" dev "$interface"; fi
            """);
        string[] arguments =
        {
            "-f", "-R", "-i", lab.BenchInterface, "-O", "150", "-O", "tftp", "-V", "Cisco Systems, Inc. IP Phone CP-7942G", "-x", $"hostname:SEP{lab.BenchMac}", "-s", script,
        };
        using LabProcess client = lab.StartOnBench(program[0], program.Skip(1).Concat(arguments).ToArray());
        string bound = client.WaitForLine(line => line.StartsWith("script bound", StringComparison.Ordinal));
        Assert.Contains("ip=10.1.1.10 opt150=0a010102 tftp=10.1.1.2 siaddr=10.1.1.2 router=10.1.1.1 lease=3600", bound);

        client.Send(Sigusr1);
        client.WaitForLine(line => line.StartsWith("script renew ip=10.1.1.10", StringComparison.Ordinal));
        server.WaitFor("Acknowledged", "10.1.1.10", times: 2);

        client.Send(Sigusr2);
        server.WaitFor("Released", "10.1.1.10");
    }

    [SkippableFact]
    [Trait("Checklist", "D37")]
    public void Udhcpc_declines_an_address_that_somebody_answers_for_and_gets_another()
    {
        NetworkLab.Need("udhcpc");
        using NetworkLab lab = NetworkLab.Create();
        AddNeighbour(lab.RunOnStation, lab.StationInterface, "10.1.1.10/24"); // a MAC VLAN and its parent do not hear each other
        using ConsoleStation server = ConsoleStation.Start(lab, "--no-address-probe");
        using LabProcess client = lab.StartOnBench(
            "udhcpc", "-f", "-a", "-A", "1", "-i", lab.BenchInterface, "-V", "Cisco Systems, Inc.", "-s", "/bin/true");
        server.WaitFor("Declined", "10.1.1.10");
        server.WaitFor("Acknowledged", "10.1.1.11", seconds: 30);
    }

    [SkippableFact]
    public void Dhclient_gets_a_lease_takes_it_up_again_after_a_reboot_and_gives_it_back()
    {
        using NetworkLab lab = CreateForDhclient();
        using ConsoleStation server = ConsoleStation.Start(lab);
        string keeper = Keeper(lab);
        LabResult first = Dhclient(lab, "-1", keeper);
        Assert.True(first.ExitCode == 0, first.All);
        Assert.Contains("DHCPACK of 10.1.1.10 from 10.1.1.2", first.All);
        string lease = File.ReadAllText(Path.Combine(lab.Folder, "leases"));
        Assert.Contains("option tftp150 10.1.1.2;", lease);
        Assert.Contains("option tftp-server-name \"10.1.1.2\";", lease);

        // INIT-REBOOT: dhclient finds its lease file and asks for the address without a DISCOVER.
        LabResult again = Dhclient(lab, "-1", keeper);
        Assert.DoesNotContain("DHCPDISCOVER", again.All);
        Assert.Contains("DHCPACK of 10.1.1.10", again.All);

        LabResult released = Dhclient(lab, "-r");
        Assert.True(released.ExitCode == 0, released.All);
        server.WaitFor("Released", "10.1.1.10");
    }

    [SkippableFact]
    public void Dhclient_with_an_address_of_another_network_is_refused_and_starts_anew()
    {
        using NetworkLab lab = CreateForDhclient();
        using ConsoleStation server = ConsoleStation.Start(lab);
        lab.Write("leases", $$"""
            lease {
              interface "{{lab.BenchInterface}}";
              fixed-address 192.168.77.20;
              option subnet-mask 255.255.255.0;
              option dhcp-server-identifier 192.168.77.1;
              option dhcp-lease-time 864000;
              renew 0 2040/01/01 00:00:00;
              rebind 0 2040/01/01 00:00:00;
              expire 0 2040/01/01 00:00:00;
            }
            """);
        LabResult result = Dhclient(lab, "-1");
        Assert.Contains("DHCPNAK from 10.1.1.2", result.All);
        Assert.Contains("DHCPACK of 10.1.1.10", result.All);
    }

    [SkippableFact]
    public void Dhclient_declines_a_taken_address_and_gets_another()
    {
        using NetworkLab lab = CreateForDhclient();
        using ConsoleStation server = ConsoleStation.Start(lab, "--no-address-probe");
        string script = lab.Write("decline.sh", """
            #!/bin/sh
            case "$reason $new_ip_address" in "BOUND 10.1.1.10") exit 1;; esac
            exit 0
            """);
        using LabProcess client = lab.StartOnBench("dhclient", Arguments(lab, "-d", script));

        // After a DECLINE a client waits ten seconds before it begins again (RFC 2131 section 3.1 step 5).
        server.WaitFor("Declined", "10.1.1.10");
        server.WaitFor("Acknowledged", "10.1.1.11", seconds: 30);
        Assert.Contains(client.Errors, line => line.Contains("DHCPDECLINE"));
    }

    [SkippableFact]
    [Trait("Checklist", "D36")]
    public void Dhclient_renews_by_itself_as_its_lease_runs()
    {
        using NetworkLab lab = CreateForDhclient();
        using ConsoleStation server = ConsoleStation.Start(lab, "--lease-minutes", "1");
        Dhclient(lab, "-1", Keeper(lab));
        AssertSecondAck(server);
    }

    // Of a lease this short udhcpc leaves RENEWING out and asks everybody at half its time.
    [SkippableFact]
    [Trait("Checklist", "D36")]
    public void Udhcpc_rebinds_by_itself_as_its_lease_runs()
    {
        NetworkLab.Need("udhcpc");
        using NetworkLab lab = NetworkLab.Create();
        using ConsoleStation server = ConsoleStation.Start(lab, "--lease-minutes", "1");
        string keeper = lab.Write("keep.sh", """
            #!/bin/sh
            if [ "$1" = bound ]; then
                ip address add "$ip/24" dev "$interface"
                ip neigh replace 10.1.1.2 lladdr 02:00:00:00:00:99 dev "$interface" # no unicast reaches the server: it must broadcast
            fi
            """);
        using LabProcess client = lab.StartOnBench("udhcpc", "-f", "-i", lab.BenchInterface, "-V", "Cisco Systems, Inc.", "-s", keeper);
        AssertSecondAck(server);
        client.WaitForError(line => line.Contains("broadcasting renew"));
        Assert.DoesNotContain(client.Errors, line => line.Contains("lease lost"));
    }

    [SkippableFact]
    public void A_client_that_is_no_phone_is_left_alone_and_listed()
    {
        NetworkLab.Need("udhcpc");
        using NetworkLab lab = NetworkLab.Create();
        using ConsoleStation server = ConsoleStation.Start(lab);
        LabResult result = lab.RunOnBench("udhcpc", "-f", "-q", "-n", "-t", "2", "-T", "1", "-i", lab.BenchInterface, "-s", "/bin/true");
        Assert.NotEqual(0, result.ExitCode);
        server.WaitFor("Ignored");
        Assert.All(server.Events.Where(e => (string?)e["kind"] == "Ignored"), e => Assert.Equal(lab.BenchMac, (string?)e["mac"]));
    }

    [SkippableFact]
    public void An_address_that_somebody_answers_on_is_not_handed_out()
    {
        NetworkLab.Need("udhcpc");
        using NetworkLab lab = NetworkLab.Create();
        AddNeighbour(lab.RunOnBench, lab.BenchInterface, "10.1.1.10/24");
        using ConsoleStation server = ConsoleStation.Start(lab);
        LabResult result = lab.RunOnBench(
            "udhcpc", "-f", "-q", "-n", "-i", lab.BenchInterface, "-V", "Cisco Systems, Inc.", "-s", "/bin/true");
        Assert.Contains("lease of 10.1.1.11 obtained", result.All);
        server.WaitFor("AddressInUse", "10.1.1.10");
    }

    [SkippableFact]
    [Trait("Checklist", "D31")]
    public void An_address_whose_holder_is_silent_to_ICMP_is_not_handed_out_either()
    {
        NetworkLab.Need("udhcpc");
        using NetworkLab lab = NetworkLab.Create();
        AddNeighbour(lab.RunOnBench, lab.BenchInterface, "10.1.1.10/24");
        lab.RunOnBench("sysctl", "-qw", "net.ipv4.icmp_echo_ignore_all=1");
        using ConsoleStation server = ConsoleStation.Start(lab);
        LabResult result = lab.RunOnBench(
            "udhcpc", "-f", "-q", "-n", "-i", lab.BenchInterface, "-V", "Cisco Systems, Inc.", "-s", "/bin/true");
        Assert.Contains("lease of 10.1.1.11 obtained", result.All);
        server.WaitFor("AddressInUse", "10.1.1.10");
    }

    /// <summary>Another host behind an interface, with a hardware address of its own, for which no other interface answers.</summary>
    private static void AddNeighbour(Func<string, string[], LabResult> run, string device, string address)
    {
        foreach (string command in new[]
        {
            "sysctl -qw net.ipv4.conf.all.arp_ignore=1", $"ip link add link {device} name neighbour type macvlan mode bridge",
            $"ip address add {address} dev neighbour", "ip link set neighbour up",
        })
        {
            LabResult result = run(command.Split(' ')[0], command.Split(' ').Skip(1).ToArray());
            Assert.True(result.ExitCode == 0, command + "\n" + result.All);
        }
    }

    private static void AssertSecondAck(ConsoleStation server)
    {
        server.WaitFor("Acknowledged", "10.1.1.10", times: 2, seconds: 60);
        Assert.Equal(2, server.Count("Acknowledged"));
        Assert.Equal(1, server.Count("Discovered"));
    }

    private static NetworkLab CreateForDhclient()
    {
        NetworkLab.Need("dhclient");
        NetworkLab lab = NetworkLab.Create();
        lab.Write("dhclient.conf", """
            option tftp150 code 150 = array of ip-address;
            send vendor-class-identifier "Cisco Systems, Inc. IP Phone CP-7945G";
            request subnet-mask, routers, tftp150, tftp-server-name;
            initial-interval 1;
            """);
        return lab;
    }

    // What a real script does with a lease; a RELEASE and a renewal are unicast and need the address.
    private static string Keeper(NetworkLab lab) => lab.Write("keep.sh", """
        #!/bin/sh
        case "$reason" in BOUND|REBOOT) ip address replace "$new_ip_address/24" dev "$interface";; esac
        exit 0
        """);

    // The daemon of the call before is ended by its own pid file.
    private static LabResult Dhclient(NetworkLab lab, string mode, string script = "/bin/true")
    {
        string pid = Path.Combine(lab.Folder, "pid");
        if (mode != "-r" && File.Exists(pid))
            lab.RunOnBench("kill", File.ReadAllText(pid).Trim());
        return lab.RunOnBench("dhclient", Arguments(lab, mode, script));
    }

    private static string[] Arguments(NetworkLab lab, string mode, string script) => new[]
    {
        mode, "-v", "-cf", Path.Combine(lab.Folder, "dhclient.conf"), "-lf", Path.Combine(lab.Folder, "leases"),
        "-pf", Path.Combine(lab.Folder, "pid"), "-sf", script, lab.BenchInterface,
    };
}
