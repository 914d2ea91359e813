using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Text;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Simulation;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Simulation;

public sealed class VirtualRecoveryTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>All six bundles, a two-hundredth of their real size.</summary>
    private static readonly Dictionary<string, byte[]> Root = SyntheticBundle.Families
        .SelectMany(f => SyntheticBundle.Create(f, new SyntheticBundleOptions { Scale = 0.005 }).Files)
        .ToDictionary(f => f.Name, f => f.Content);

    [Fact]
    public void One_phone_of_each_model_is_recovered_on_a_quiet_switch()
    {
        using VirtualRecovery run = Recovery(new NetworkConditions(), 1);
        foreach (PhoneModel model in ModelCatalogue.All)
        {
            run.PowerOn(new SoftwarePhoneProfile(model, Mac(run.SoftwarePhones.Count)), TimeSpan.Zero);
        }

        AssertAllRecovered(run);
        Assert.Equal(ModelCatalogue.All.Select(m => m.Name), run.Phones.OrderBy(p => p.Name).Select(p => p.Model));
        Assert.All(run.Phones, p => Assert.Equal(0, p.Retransmissions));
    }

    [Theory]
    [InlineData(0.05, 0.0)]
    [InlineData(0.3, 0.0)]
    [InlineData(0.1, 0.2)]
    public void Phones_are_recovered_over_a_wire_that_loses_and_doubles_packets(double loss, double duplication)
    {
        for (int seed = 0; seed < 10; seed++)
        {
            using VirtualRecovery run = Recovery(new NetworkConditions { Loss = loss, Duplication = duplication, MaxDelay = TimeSpan.FromMilliseconds(5) }, seed);
            for (int i = 0; i < 5; i++)
            {
                run.PowerOn(new SoftwarePhoneProfile(ModelCatalogue.All[(seed + i) % 13], Mac(i)), TimeSpan.FromMilliseconds(100 * i));
            }

            AssertAllRecovered(run);
        }
    }

    [Theory]
    [InlineData(30)]
    [InlineData(400)]
    [InlineData(3000)]
    public void Reports_that_come_late_and_overtake_each_other_change_no_outcome(int milliseconds)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            using VirtualRecovery run = Recovery(new NetworkConditions { Loss = 0.02 * (seed % 3), MaxReportDelay = TimeSpan.FromMilliseconds(milliseconds) }, seed);
            for (int i = 0; i < 13; i++)
            {
                run.PowerOn(new SoftwarePhoneProfile(ModelCatalogue.All[i], Mac(i)), TimeSpan.FromMilliseconds(7 * i));
            }

            AssertAllRecovered(run);
        }
    }

    [Fact]
    public void A_full_pool_of_245_phones_is_recovered_with_five_percent_loss()
    {
        using VirtualRecovery run = Recovery(new NetworkConditions { Loss = 0.05 }, 5);
        for (int i = 0; i < 245; i++)
        {
            run.PowerOn(new SoftwarePhoneProfile(ModelCatalogue.All[i % 13], Mac(i)), TimeSpan.Zero);
        }

        AssertAllRecovered(run);
        Assert.Equal(245, run.SoftwarePhones.Select(p => p.Address).Distinct().Count());
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        (long Packets, TimeSpan Now) first = Play(77);
        Assert.Equal(first, Play(77));
        Assert.NotEqual(first, Play(78));

        static (long Packets, TimeSpan Now) Play(int seed)
        {
            using VirtualRecovery run = Recovery(new NetworkConditions { Loss = 0.1 }, seed);
            run.PowerOn(new SoftwarePhoneProfile(ModelCatalogue.All[0], Mac(0)), TimeSpan.Zero);
            AssertAllRecovered(run);
            return (run.PacketsSent, run.Now);
        }
    }

    [Fact]
    public void A_phone_that_loses_power_in_the_middle_recovers_with_the_same_address()
    {
        using VirtualRecovery run = Recovery(new NetworkConditions(), 3);
        SoftwarePhone phone = run.PowerOn(new SoftwarePhoneProfile(ModelCatalogue.All[3], Mac(0)), TimeSpan.Zero);
        Assert.True(run.RunUntil(() => phone.Files.Count == 3, Hour));
        System.Net.IPAddress? before = phone.Address;
        phone.PowerOff();
        phone.PowerOn(run.Now);
        run.At(run.Now + phone.Profile.BootTime, () => phone.Tick(run.Now));

        AssertAllRecovered(run);
        Assert.Equal(before, phone.Address);
        Assert.Equal(2, run.Phones.Single().Attempts);
    }

    [Fact]
    public void A_phone_that_refuses_the_load_is_seen_as_rejected_and_the_others_recover()
    {
        using VirtualRecovery run = Recovery(new NetworkConditions(), 4);
        run.PowerOn(new SoftwarePhoneProfile(ModelCatalogue.All[0], Mac(0)) { RejectsLoad = true }, TimeSpan.Zero);
        SoftwarePhone good = run.PowerOn(new SoftwarePhoneProfile(ModelCatalogue.All[1], Mac(1)), TimeSpan.Zero);
        run.RunUntil(() => run.Phones.Count(p => p.State == PhoneState.Rejected) == 1 && good.Stage == SoftwarePhoneStage.Running, Hour);
        Assert.Equal(new[] { PhoneState.Rejected, PhoneState.Recovered }, run.Phones.OrderBy(p => p.Name).Select(p => p.State));
    }

    [Fact]
    public void A_phone_keeps_its_address_by_renewing_a_short_lease()
    {
        using VirtualRecovery run = Recovery(new NetworkConditions(), 7, new DhcpSettings { LeaseTime = TimeSpan.FromSeconds(10) });
        SoftwarePhone phone = run.PowerOn(new SoftwarePhoneProfile(ModelCatalogue.All[1], Mac(0)), TimeSpan.Zero);
        AssertAllRecovered(run);
        run.RunUntil(() => false, run.Now + TimeSpan.FromMinutes(5));
        Assert.Equal((SoftwarePhoneStage.Running, 2), (phone.Stage, phone.Boots));
        Assert.InRange(Assert.Single(run.Leases).ExpiresAt, run.Now, run.Now + TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Phones_that_spell_a_name_with_a_capital_find_their_file()
    {
        using VirtualRecovery run = Recovery(new NetworkConditions(), 6);
        run.PowerOn(new SoftwarePhoneProfile(ModelCatalogue.All[1], Mac(0)) { CapitalizesImages = true }, TimeSpan.Zero);
        AssertAllRecovered(run);
    }

    private static VirtualRecovery Recovery(NetworkConditions conditions, int seed, DhcpSettings? settings = null)
    {
        LoadReport report = LoadJudge.Judge(Root.Select(f => new LoadFile(f.Key, f.Value.Length, () => new System.IO.MemoryStream(f.Value))), new LoadJudgeOptions { Rehearsal = true });
        return new VirtualRecovery(settings ?? new DhcpSettings(), new MemoryFiles(Root), new BundleOutlines(report.Loads).Find, conditions, seed);
    }

    private static PhysicalAddress Mac(int index) => new(new byte[] { 2, 0x79, 0, 0, (byte)(index >> 8), (byte)index });

    private static void AssertAllRecovered(VirtualRecovery run)
    {
        bool done = run.RunUntil(
            () => run.SoftwarePhones.All(p => p.Stage == SoftwarePhoneStage.Running) && run.ActiveTransfers == 0 && run.Phones.All(p => p.State == PhoneState.Recovered), Hour);
        Assert.True(done, Story(run));
        foreach (SoftwarePhone phone in run.SoftwarePhones)
        {
            Assert.Equal(6, phone.Files.Count);
            Assert.All(phone.Files, f => Assert.Equal(SHA256.HashData(Root.First(r => string.Equals(r.Key, f.Name, StringComparison.OrdinalIgnoreCase)).Value), f.Sha256));
        }
    }

    /// <summary>For a run that did not end well: what the station knew of each phone, and every event of its transfers.</summary>
    private static string Story(VirtualRecovery run)
    {
        var story = new StringBuilder().AppendLine($"{run.ActiveTransfers} transfers under way");
        foreach (PhoneRecoveryStatus phone in run.Phones.Where(p => p.State != PhoneState.Recovered))
        {
            story.AppendLine($"{phone.Name} {phone.State}: {string.Join("; ", phone.Evidence)}");
            foreach ((TimeSpan at, TftpEvent e) in run.Transfers.Where(t => Equals(t.Event.Client.ToAddress(), phone.IPAddress)))
            {
                story.AppendLine($"  {at.TotalSeconds:0.000} {e.Kind} {e.Transfer} {e.File} {e.Acknowledged}/{e.Length} {e.Detail}");
            }
        }

        return story.ToString();
    }
}
