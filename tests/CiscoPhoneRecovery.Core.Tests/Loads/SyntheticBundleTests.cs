using System.Collections.Generic;
using System.IO;
using System.Linq;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

public class SyntheticBundleTests
{
    [Fact]
    public void All_six_zips_have_Cisco_s_names_and_nearly_Cisco_s_sizes()
    {
        foreach (int family in SyntheticBundle.Families)
        {
            using var zip = new MemoryStream();
            SyntheticBundle bundle = SyntheticBundle.Create(family);
            bundle.WriteZip(zip);

            KnownZip known = KnownZips.ForFamily(family);
            Assert.Equal(known.Name, bundle.ZipName);
            Assert.InRange(zip.Length, known.Length * 0.99, known.Length * 1.01);
            Assert.Equal($"SCCP{family}.8-5-2S", bundle.LoadName);
            Assert.Equal(family == 75 ? 7 : 8, bundle.Files.Count);
        }
    }

    [Fact]
    public void A_synthetic_zip_is_judged_usable_and_said_to_be_no_Cisco_file()
    {
        LoadReport report = Bundles.Judge(45);

        PhoneLoad load = Assert.Single(report.Loads);
        Assert.Equal("SCCP45.8-5-2S", load.Name);
        Assert.Equal(LoadVerdict.GoodWithWarnings, load.Verdict);
        Assert.True(load.IsSynthetic);
        Assert.Equal(ZipIdentity.Differs, load.ZipIdentity);
        Assert.Equal(new[] { "CP-7945G", "CP-7965G" }, load.Models.Select(m => m.Name));
        Assert.Equal(new[] { "jar45sccp", "cnu45", "apps45", "dsp45", "cvm45sccp" }, load.Images.Select(i => i.Name.Split('.')[0]));
        Assert.All(load.Images, i => Assert.Equal(LoadFileState.Sound, i.State));
        Assert.Contains(report.Problems, p => p.Code == LoadProblemCode.ZipIdentity && p.What.Contains("differs from Cisco's file"));
    }

    [Fact]
    public void For_a_rehearsal_a_synthetic_zip_is_simply_good()
    {
        LoadReport report = Bundles.Judge(45, judge: new LoadJudgeOptions { Rehearsal = true });

        Assert.Equal(LoadVerdict.Good, report.Verdict);
        Assert.Contains(report.Problems, p => p.Code == LoadProblemCode.ZipIdentity && p.Severity == ProblemSeverity.Information);
    }

    [Fact]
    public void Equal_seeds_give_equal_files_and_another_seed_gives_others()
    {
        byte[] first = SyntheticBundle.Create(41, Bundles.Small).Files[0].Content;

        Assert.Equal(first, SyntheticBundle.Create(41, Bundles.Small).Files[0].Content);
        Assert.NotEqual(first, SyntheticBundle.Create(41, Bundles.Small with { Seed = 2 }).Files[0].Content);
        Assert.NotEqual(first, SyntheticBundle.Create(42, Bundles.Small).Files[0].Content);
    }

    [Theory]
    [InlineData(45, "term45.default.loads", 674)]
    [InlineData(41, "term61.default.loads", 654)]
    public void Manifests_are_as_long_as_those_of_8_5_2_are_predicted_to_be(int family, string name, int length)
    {
        SyntheticFile file = SyntheticBundle.Create(family, Bundles.Small).Files.Single(f => f.Name == name);

        Assert.Equal(length, file.Content.Length);
    }

    [Fact]
    public void WriteAll_writes_the_six_zips_through_the_function_given()
    {
        var written = new Dictionary<string, MemoryStream>();

        IReadOnlyList<string> names = SyntheticBundle.WriteAll(name => written[name] = new MemoryStream(), Bundles.Small);

        Assert.Equal(KnownZips.All.Select(z => z.Name), names);
        Assert.All(names, n => Assert.True(written[n].ToArray().Length > 10_000));
    }

    [Theory]
    [InlineData("8-5-2SR1", LoadProtocol.Sccp, LoadVerdict.Refused)]
    [InlineData("9-4-2SR3-1", LoadProtocol.Sccp, LoadVerdict.Refused)]
    [InlineData("8-3-2", LoadProtocol.Sccp, LoadVerdict.Refused)]
    [InlineData("8-3-3", LoadProtocol.Sccp, LoadVerdict.Good)]
    [InlineData("8-4-4", LoadProtocol.Sip, LoadVerdict.Good)]
    [InlineData("8-5-2", LoadProtocol.Sip, LoadVerdict.Good)]
    public void Release_and_protocol_can_be_chosen(string release, LoadProtocol protocol, LoadVerdict verdict)
    {
        LoadReport report = Bundles.Judge(75, Bundles.Small with { Release = release, Protocol = protocol }, new LoadJudgeOptions { Rehearsal = true });

        Assert.Equal(verdict, report.Verdict);
        Assert.Equal(protocol, Assert.Single(report.Loads).Protocol);
    }
}
