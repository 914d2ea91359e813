using System;
using CiscoPhoneRecovery.Lab.Tests.Console;
using Xunit;
using Xunit.Abstractions;

namespace CiscoPhoneRecovery.Lab.Tests.Fire;

/// <summary>The console program under traffic that means no good: it stays small, and phones recover while it goes on.</summary>
public sealed class HostileTrafficTests
{
    private const string AttackersAddress = "10.1.1.7";
    private const int MostThreadsMore = 8;

    /// <summary>Kilobytes. The heap of a .NET program grows before it is collected; a leak at these rates passes this in seconds.</summary>
    private const long MostMemoryMore = 150 * 1024;

    private readonly ITestOutputHelper _output;

    public HostileTrafficTests(ITestOutputHelper output) => _output = output;

    [SkippableTheory]
    [InlineData("strangers")]
    [InlineData("requests")]
    [InlineData("half-open")]
    [InlineData("acks")]
    [InlineData("giants")]
    public void A_phone_recovers_and_the_station_stays_small_under(string attack)
    {
        using NetworkLab lab = Attackable();
        using LabProcess station = PhoneRecovery.Serve(lab, PhoneRecovery.MakeRoot(lab));
        Assert.Equal(0, LabRunner.RunPhones(lab, 1).ExitCode);
        ProcessFigures before = ProcessFigures.Of(station);
        using LabProcess attacker = Attack(lab, attack);

        LabResult phones = LabRunner.RunPhones(lab, 2, first: 1);

        bool wasUnderFire = !attacker.HasExited;
        ProcessFigures after = ProcessFigures.Of(station);
        Assert.True(phones.ExitCode == 0, phones.All);
        Assert.True(wasUnderFire, "the attack was over before the phones were done");
        AssertSmall(attack, before, after);
        Assert.True(station.Terminate().ExitCode == 0, "it does not end cleanly");
    }

    /// <summary>
    /// Somebody who invents phones by the thousand has every address offered: a new phone has to wait, one that was here has its address.
    /// </summary>
    [SkippableFact]
    public void Starved_of_addresses_the_station_serves_the_phones_it_knows_and_the_others_afterwards()
    {
        using NetworkLab lab = Attackable();
        using LabProcess station = PhoneRecovery.Serve(lab, PhoneRecovery.MakeRoot(lab));
        Assert.Equal(0, LabRunner.RunPhones(lab, 1).ExitCode);
        ProcessFigures before = ProcessFigures.Of(station);
        using (LabProcess attacker = Attack(lab, "starve"))
        {
            LabResult known = LabRunner.RunPhones(lab, 1);
            Assert.True(known.ExitCode == 0 && !attacker.HasExited, known.All);
            AssertSmall("starve", before, ProcessFigures.Of(station));
        }

        LabResult fresh = LabRunner.RunPhones(lab, 1, first: 5);
        Assert.True(fresh.ExitCode == 0, fresh.All);
    }

    private static NetworkLab Attackable()
    {
        NetworkLab lab = NetworkLab.Create();
        lab.RunOnBench("ip", "address", "add", $"{AttackersAddress}/24", "dev", lab.BenchInterface);
        return lab;
    }

    private static LabProcess Attack(NetworkLab lab, string kind)
    {
        LabProcess attacker = lab.StartOnBench("dotnet", LabRunner.Path, "--attack", kind, "--seconds", "120", "--from", AttackersAddress);
        attacker.WaitForLine(line => line == "attacking", seconds: 30);
        System.Threading.Thread.Sleep(TimeSpan.FromSeconds(3));
        return attacker;
    }

    private void AssertSmall(string attack, ProcessFigures before, ProcessFigures after)
    {
        _output.WriteLine($"{attack}: {before} before, {after} under fire");
        Assert.True(after.Memory - before.Memory < MostMemoryMore, $"{attack}: {before.Memory} kB before, {after.Memory} kB after");
        Assert.True(after.Threads - before.Threads <= MostThreadsMore, $"{attack}: {before.Threads} threads before, {after.Threads} after");
    }
}
