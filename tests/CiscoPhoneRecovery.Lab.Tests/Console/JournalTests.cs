using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Console;

/// <summary>What a station writes down, read by another process, and after its end.</summary>
public sealed class JournalTests
{
    [SkippableFact]
    public void A_killed_station_leaves_its_phones_and_the_next_one_goes_on_with_them()
    {
        using NetworkLab lab = NetworkLab.Create("10.1.1.2/24");
        string root = PhoneRecovery.MakeRoot(lab);
        string leases = Path.Combine(lab.Folder, "leases");
        using (LabProcess station = PhoneRecovery.Serve(lab, root, "--journal", leases))
        {
            LabResult phones = LabRunner.RunPhones(lab, 3);
            Assert.True(phones.ExitCode == 0, phones.All);
            WaitForRecovered(lab, leases, 3);
            station.Send(9);
            station.WaitForExit();
        }

        // Half a line, as a station leaves it that dies while it writes.
        File.AppendAllText(leases + ".jsonl", "{\"time\":\"2026-");
        string[] before = Names(WaitForRecovered(lab, leases, 3));

        using LabProcess next = PhoneRecovery.Serve(lab, root, "--journal", leases);
        LabResult more = LabRunner.RunPhones(lab, 2, first: 10);
        Assert.True(more.ExitCode == 0, more.All);
        JsonNode[] all = WaitForRecovered(lab, leases, 5);
        Assert.Superset(before.ToHashSet(), Names(all).ToHashSet());
        next.Send(2);
        Assert.Equal(0, next.WaitForExit(5).ExitCode);

        // Yesterday's phones are no phones of this run.
        Assert.Equal(2, (int?)next.Json("summary").Single()["phones"]);
        Assert.Empty(next.Json("phone").Select(p => (string?)p["name"]).Intersect(before));
        string[] kinds = File.ReadAllLines(leases + ".jsonl").Select(line => JsonNode.Parse(line)!).Where(n => (string?)n["source"] == "station").Select(n => (string)n["kind"]!).ToArray();
        Assert.Equal(new[] { "Started", "Started", "Stopped" }, kinds);
    }

    [SkippableFact]
    public void Without_a_path_the_journal_lies_in_the_state_folder_and_status_finds_it()
    {
        using NetworkLab lab = NetworkLab.Create("10.1.1.2/24");
        using LabProcess station = PhoneRecovery.Serve(lab, PhoneRecovery.MakeRoot(lab));
        LabResult phones = LabRunner.RunPhones(lab, 1);
        Assert.True(phones.ExitCode == 0, phones.All);
        Assert.Single(WaitForRecovered(lab, null, 1));
        Assert.True(File.Exists(Path.Combine(lab.Folder, "state", "phone-recovery", "events-10.1.1.2.jsonl")));

        using LabProcess plain = PhoneRecovery.Start(lab, "status");
        LabResult table = plain.WaitForExit(20);
        Assert.Contains("Recovered", table.Output);
        Assert.Contains("unplug it", table.Output);
    }

    [SkippableFact]
    public void A_journal_that_cannot_be_written_costs_no_phone()
    {
        using NetworkLab lab = NetworkLab.Create("10.1.1.2/24");
        string folder = lab.Write("state", "a file where the folder should be");
        using LabProcess station = PhoneRecovery.Serve(lab, PhoneRecovery.MakeRoot(lab));
        LabResult phones = LabRunner.RunPhones(lab, 1);
        Assert.True(phones.ExitCode == 0, phones.All);
        Assert.Contains(station.Json("server"), n => ((string)n["text"]!).Contains("cannot be written", StringComparison.Ordinal));
        Assert.True(File.Exists(folder));
    }

    private static string[] Names(JsonNode[] phones) => phones.Select(p => (string)p["name"]!).ToArray();

    /// <summary>What `phone-recovery status` tells, once so many phones are recovered.</summary>
    private static JsonNode[] WaitForRecovered(NetworkLab lab, string? journal, int count)
    {
        string[] arguments = journal is null ? new[] { "status", "--json" } : new[] { "status", "--json", "--journal", journal };
        for (int i = 0; ; i++)
        {
            using LabProcess status = PhoneRecovery.Start(lab, arguments);
            LabResult result = status.WaitForExit(20);
            JsonNode[] recovered = status.Json("phone").Where(p => (string?)p["state"] == "Recovered").ToArray();
            if (recovered.Length == count)
            {
                return recovered;
            }

            Assert.True(i < 20, result.All);
            Thread.Sleep(200);
        }
    }
}
