using System;
using System.Collections.Generic;
using System.Linq;
using CiscoPhoneRecovery.Bench.Tftp;

// Compares the TFTP server with dnsmasq, tftpd-hpa and atftpd: the same files, the same load, in turn, in one pair of namespaces.
BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine(BenchOptions.Usage);
    return 2;
}

if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
{
    Console.Error.WriteLine("The bench needs Linux and root: it builds network namespaces.");
    return 2;
}

IReadOnlyList<ServerUnderTest> servers = ServerUnderTest.Find(options);
using var root = new BenchRoot();
using var network = new BenchNetwork();
using var load = new LoadGenerator();
var comparison = new Comparison(options, network, root, load, servers);
MarkdownTable.WriteHead(Console.Out);
foreach (Scenario scenario in Scenario.All.Where(options.Selects))
{
    MarkdownTable.WriteRows(Console.Out, scenario, comparison.Run(scenario));
}

return 0;
