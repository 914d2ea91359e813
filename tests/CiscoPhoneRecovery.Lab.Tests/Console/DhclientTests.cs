using System;
using System.IO;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Console;

/// <summary>phone-recovery serve for dhclient, the strict one of the two DHCP clients that nobody here wrote.</summary>
public sealed class DhclientTests
{
    [SkippableFact]
    public void Dhclient_gets_a_lease_with_option_150()
    {
        NetworkLab.Need("dhclient");
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess station = PhoneRecovery.Serve(lab, PhoneRecovery.MakeRoot(lab));
        string configuration = lab.Write("dhclient.conf", """
            option tftp-servers code 150 = array of ip-address;
            send vendor-class-identifier "Cisco Systems, Inc. IP Phone CP-7965G";
            request subnet-mask, routers, tftp-server-name, tftp-servers;
            """);
        string told = Path.Combine(lab.Folder, "told");
        string script = lab.Write("script.sh", $"""
            #!/bin/sh
            echo "$reason $new_ip_address $new_subnet_mask $new_routers $new_tftp_servers $new_tftp_server_name" >> {told}
            """);
        LabResult result = lab.RunOnBench(
            "dhclient", "-1", "-v", "-cf", configuration, "-sf", script, "-lf", Path.Combine(lab.Folder, "leases"), "-pf", Path.Combine(lab.Folder, "pid"),
            "-e", "PATH=/usr/bin:/bin:/usr/sbin:/sbin", lab.BenchInterface);
        string text = File.Exists(told) ? File.ReadAllText(told) : result.All;
        Assert.Contains("BOUND 10.1.1.10 255.255.255.0 10.1.1.1 10.1.1.2 10.1.1.2", text, StringComparison.Ordinal);
    }
}
