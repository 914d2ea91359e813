using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Dhcp;

/// <summary>A server that is killed in the middle of its work loses no lease.</summary>
public class CrashTests
{
    private const int Phones = 245;

    [SkippableFact]
    public void Killed_among_245_phones_the_server_gives_each_its_address_again_and_none_twice()
    {
        using NetworkLab lab = NetworkLab.Create();
        string journal = Path.Combine(lab.Folder, "leases");
        LabProcess server = LabRunner.StartDhcp(lab, "--quiet", "--probe", "0", "--journal", journal);
        using LabProcess fleet = LabRunner.StartFleet(lab, Phones);
        fleet.WaitForLine(line => line.StartsWith("bound", StringComparison.Ordinal));
        server.Kill();
        server.Dispose();
        Dictionary<string, string> before = BoundBy(fleet);

        using LabProcess second = LabRunner.StartDhcp(lab, "--quiet", "--probe", "0", "--journal", journal);
        LabResult result = fleet.WaitForExit(60);
        Assert.True(result.ExitCode == 0, result.All);
        Dictionary<string, string> after = BoundBy(fleet);
        Assert.Equal(Phones, after.Count);
        Assert.Equal(Phones, after.Values.Distinct().Count());
        Assert.All(before, phone => Assert.Equal(phone.Value, after[phone.Key]));

        second.Kill();
        using LabProcess third = LabRunner.StartDhcp(lab, "--quiet", "--probe", "0", "--journal", journal);
        using LabProcess again = LabRunner.StartFleet(lab, Phones);
        Assert.Equal(0, again.WaitForExit(60).ExitCode);
        Assert.Equal(after.OrderBy(phone => phone.Key), BoundBy(again).OrderBy(phone => phone.Key));
    }

    [SkippableFact]
    public void A_second_server_on_one_journal_refuses()
    {
        using NetworkLab lab = NetworkLab.Create();
        string journal = Path.Combine(lab.Folder, "leases");
        using LabProcess server = LabRunner.StartDhcp(lab, "--journal", journal);
        using NetworkLab other = NetworkLab.Create();
        using LabProcess second = LabRunner.StartWithoutWaiting(other, "--journal", journal);
        LabResult result = second.WaitForExit();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("JournalInUseException", result.Output);
        Assert.Contains(journal, result.Output);
    }

    [SkippableFact]
    public void A_second_server_on_one_port_is_told_who_has_it()
    {
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess server = LabRunner.StartDhcp(lab);
        using LabProcess second = LabRunner.StartWithoutWaiting(lab);
        LabResult result = second.WaitForExit();
        Assert.Equal(1, result.ExitCode);
        Assert.Matches("PortInUseException UDP port 67 is in use by [^ ]+ \\(process \\d+\\)", result.Output);
    }

    [SkippableFact]
    public void Two_hundred_and_forty_five_phones_that_start_in_one_instant_are_bound_at_their_first_try()
    {
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess server = LabRunner.StartDhcp(lab, "--quiet", "--journal", Path.Combine(lab.Folder, "leases"));
        using LabProcess fleet = LabRunner.StartFleet(lab, Phones, "--retry", "5");
        LabResult result = fleet.WaitForExit(60);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("\"bound\":245,\"duplicates\":0,\"retries\":0,\"refusals\":0", result.Output);
    }

    [SkippableFact]
    public void A_terminated_server_ends_within_a_second()
    {
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess server = LabRunner.StartDhcp(lab);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(0, server.Terminate().ExitCode);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1.5), $"{watch.Elapsed}");
    }

    private static Dictionary<string, string> BoundBy(LabProcess fleet) => fleet.Lines
        .Select(line => line.Split(' '))
        .Where(words => words is ["bound", _, _])
        .GroupBy(words => words[1])
        .ToDictionary(group => group.Key, group => group.Last()[2]);
}
