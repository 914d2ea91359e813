using System;
using System.Linq;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Console;

/// <summary>phone-recovery recover: from zips to recovered phones, and the NIC as it was before.</summary>
public sealed class RecoverTests
{
    [SkippableFact]
    public void Zips_become_recovered_phones_and_the_NIC_is_as_it_was()
    {
        using NetworkLab lab = NetworkLab.Create("192.168.99.7/24");
        string before = Addresses(lab);
        string[] zips = PhoneRecovery.MakeZips(lab.Folder);
        using LabProcess station = PhoneRecovery.Start(
            lab, zips.Prepend("recover").Concat(new[] { "--interface", lab.StationInterface, "--set-nic", "--count", "13", "--json", "--force" }).ToArray());
        station.WaitForLine(line => line.Contains("\"event\":\"ready\"", StringComparison.Ordinal), seconds: 30);
        Assert.NotEqual(before, Addresses(lab));

        LabResult phones = LabRunner.RunPhones(lab, 13);
        Assert.True(phones.ExitCode == 0, phones.All);
        LabResult result = station.WaitForExit();
        Assert.True(result.ExitCode == 0, result.All);
        Assert.Equal(13, (int?)station.Json("summary").Single()["recovered"]);
        Assert.Equal(before, Addresses(lab));
    }

    [SkippableFact]
    public void Ctrl_C_puts_the_NIC_back()
    {
        using NetworkLab lab = NetworkLab.Create("192.168.99.7/24");
        string before = Addresses(lab);
        string[] zips = PhoneRecovery.MakeZips(lab.Folder);
        using LabProcess station = PhoneRecovery.Start(lab, zips.Prepend("recover").Concat(new[] { "--interface", lab.StationInterface, "--set-nic", "--json", "--force" }).ToArray());
        station.WaitForLine(line => line.Contains("\"event\":\"ready\"", StringComparison.Ordinal), seconds: 30);
        station.Send(2);
        LabResult result = station.WaitForExit(5);
        Assert.Equal(130, result.ExitCode);
        Assert.Equal(before, Addresses(lab));
    }

    private static string Addresses(NetworkLab lab) =>
        lab.RunOnStation("ip", "-o", "-4", "address", "show", "dev", lab.StationInterface).Output + lab.RunOnStation("ip", "route").Output;
}
