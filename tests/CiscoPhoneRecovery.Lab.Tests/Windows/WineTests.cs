using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using CiscoPhoneRecovery.Lab.Tests.Console;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Windows;

/// <summary>
/// The Windows build of the console program under Wine, on a wire: Windows' way of binding, broadcasting and receiving, as far as Wine
/// has it. What Wine cannot show is on the list in docs/windows-checklist.md.
/// </summary>
public sealed class WineTests
{
    private const int Sigint = 2;

    [SkippableFact]
    public void The_Windows_program_leases_serves_and_recovers_thirteen_phones()
    {
        NetworkLab.Need("udhcpc");
        NetworkLab.Need("curl");
        using WineProgram wine = WineProgram.Create();
        using NetworkLab lab = NetworkLab.Create();
        string root = PhoneRecovery.MakeRoot(lab);

        string[] command = wine.Command("serve", "--interface", lab.StationInterface, "--root", WineProgram.PathOf(root), "--json", "--force").ToArray();
        using LabProcess station = lab.StartOnStation(command[0], command.Skip(1).ToArray());
        station.WaitForLine(line => line.Contains("\"event\":\"ready\"", StringComparison.Ordinal), seconds: 120);

        LabResult lease = lab.RunOnBench(
            "udhcpc", "-f", "-q", "-n", "-i", lab.BenchInterface, "-O", "150", "-V", "Cisco Systems, Inc. IP Phone CP-7942G", "-s", "/bin/true");
        Assert.Contains("lease of 10.1.1.10 obtained from 10.1.1.2", lease.All);

        LabResult phones = LabRunner.RunPhones(lab, 13);
        Assert.True(phones.ExitCode == 0, phones.All);
        foreach (string file in phones.Output.Split('\n').SelectMany(line => line.Split(' ').Skip(3)).Where(f => f.Length > 0))
        {
            string[] parts = file.Split('=');
            Assert.Equal(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(root, parts[0])))), parts[1]);
        }

        Assert.Equal(13, station.Json("phone").Where(p => (string?)p["state"] == "Recovered").Select(p => (string?)p["mac"]).Distinct().Count());
        AssertNothingOutsideIsServed(lab);

        station.Send(Sigint);
        station.WaitForExit(10);
        Assert.Contains(station.Lines, line => line.Contains("\"event\":\"summary\"", StringComparison.Ordinal));
    }

    /// <summary>Names that mean something to Windows: a drive, a share, a device, a stream, a trailing dot.</summary>
    private static void AssertNothingOutsideIsServed(NetworkLab lab)
    {
        var served = new List<string>();
        string[] names =
        {
            "../serve.log", "..%5C..%5Cwindows%5Cwin.ini", "C:%5Cwindows%5Cwin.ini", "%5C%5Clocalhost%5CC$%5Cwindows%5Cwin.ini", "NUL", "CON.txt",
            "term65.default.loads::$DATA", "term65.default.loads.", "%5C%5C.%5CC:",
        };
        foreach (string name in names)
        {
            LabResult result = lab.RunOnBench("curl", "-s", "--max-time", "5", "--path-as-is", "-o", "/dev/null", $"tftp://10.1.1.2/{name}");
            if (result.ExitCode == 0)
            {
                served.Add(name);
            }
        }

        Assert.Empty(served);
        LabResult otherCase = lab.RunOnBench("curl", "-s", "--max-time", "5", "-o", "/dev/null", "tftp://10.1.1.2/TERM65.Default.Loads");
        Assert.True(otherCase.ExitCode == 0, otherCase.All);
    }
}
