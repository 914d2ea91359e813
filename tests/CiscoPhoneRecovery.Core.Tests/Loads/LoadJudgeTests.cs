using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

public class LoadJudgeTests
{
    private static SyntheticBundle Make(int family, string release = "8-5-2", LoadProtocol protocol = LoadProtocol.Sccp) =>
        SyntheticBundle.Create(family, Bundles.Small with { Release = release, Protocol = protocol });

    private static string Part(Dictionary<string, byte[]> root, string part) => root.Keys.Single(k => k.StartsWith(part, StringComparison.Ordinal));

    private static LoadProblem ProblemOf(LoadReport report, LoadProblemCode code) => report.AllProblems.First(p => p.Code == code);

    [Fact]
    public void A_root_of_all_six_bundles_recovers_all_thirteen_models()
    {
        LoadReport report = Bundles.JudgeRoot(Bundles.Root(SyntheticBundle.Families.Select(f => Make(f)).ToArray()));

        Assert.Equal(LoadVerdict.Good, report.Verdict);
        Assert.Equal(6, report.Loads.Count);
        Assert.Equal(13, report.Coverage.Count(c => c.IsRecovered));
        Assert.All(report.Loads, l => Assert.Equal("8.5(2)", l.Release!.ToString()));
        Assert.All(report.Loads, l => Assert.Equal("8-5-2TH1-9", l.Build));
    }

    [Fact]
    public void A_root_of_one_bundle_says_which_models_it_does_not_recover_and_which_zip_would()
    {
        LoadReport report = Bundles.JudgeRoot(Bundles.Root(Make(42)));

        Assert.Equal(new[] { "CP-7942G", "CP-7962G" }, report.Coverage.Where(c => c.IsRecovered).Select(c => c.Model.Name));
        ModelCoverage missing = report.Coverage.Single(c => c.Model.Name == "CP-7945G");
        Assert.Contains("cmterm-7945_7965-sccp.8-5-2.zip", missing.Reason);
    }

    [Fact]
    public void A_missing_image_is_named_with_its_manifest()
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(45));
        string gone = Part(root, "dsp");
        root.Remove(gone);

        LoadReport report = Bundles.JudgeRoot(root);

        Assert.Equal(LoadVerdict.Damaged, report.Verdict);
        Assert.Equal(gone, ProblemOf(report, LoadProblemCode.MissingImage).File);
        Assert.Equal(LoadFileState.Missing, report.Loads[0].Images.Single(i => i.Name == gone).State);
        Assert.False(report.Coverage.Single(c => c.Model.Name == "CP-7965G").IsRecovered);
    }

    [Fact]
    public void An_image_of_another_case_is_found_and_the_difference_is_told()
    {
        LoadReport report = Bundles.JudgeRoot(Bundles.Root(SyntheticBundle.Create(11, Bundles.Small with { CapitalJar = true })));

        Assert.Equal(LoadVerdict.Good, report.Verdict);
        LoadImageFile jar = report.Loads[0].Images[0];
        Assert.Equal("Jar11sccp.8-5-2TH1-9.sbn", jar.Name);
        Assert.Equal("jar11sccp.8-5-2TH1-9.sbn", jar.StoredName);
        Assert.Contains("spells Jar11sccp", ProblemOf(report, LoadProblemCode.CaseDiffers).What);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(20_000)]
    public void An_image_that_is_cut_short_is_damaged(int missing)
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(45));
        string name = Part(root, "apps");
        root[name] = root[name].Take(root[name].Length - missing).ToArray();

        LoadReport report = Bundles.JudgeRoot(root);

        Assert.Equal(LoadVerdict.Damaged, report.Verdict);
        Assert.Contains($"{missing} bytes shorter", ProblemOf(report, LoadProblemCode.DamagedImage).What);
    }

    [Fact]
    public void An_image_with_a_byte_too_many_is_unusual_and_no_more()
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(45));
        string name = Part(root, "cnu");
        root[name] = root[name].Append((byte)10).ToArray();

        LoadReport report = Bundles.JudgeRoot(root);

        Assert.Equal(LoadVerdict.GoodWithWarnings, report.Verdict);
        Assert.Equal(LoadFileState.Unusual, report.Loads[0].Images.Single(i => i.Name == name).State);
    }

    [Fact]
    public void What_looks_like_damage_in_a_zip_that_is_Cisco_s_byte_for_byte_is_a_warning()
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(45));
        string apps = Part(root, "apps");
        root[apps] = (byte[])root[apps].Clone();
        root[apps][412] ^= 1;

        LoadReport report = LoadJudge.Judge(
            root.Select(f => new LoadFile(f.Key, f.Value.Length, () => new MemoryStream(f.Value))),
            Bundles.Rehearsal with { ZipIdentity = ZipIdentity.Confirmed });

        Assert.Equal(LoadVerdict.GoodWithWarnings, report.Verdict);
        Assert.Equal("the zip is Cisco's by size and SHA-1", report.Loads[0].Authenticity);
    }

    [Fact]
    public void A_renamed_manifest_is_seen_by_the_name_it_was_signed_under()
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(45));
        root["term45.default.loads"] = root["SCCP45.8-5-2S.loads"];

        LoadReport report = Bundles.JudgeRoot(root);

        Assert.Contains("signed under the name SCCP45.8-5-2S.loads", ProblemOf(report, LoadProblemCode.DamagedManifest).What);
    }

    [Fact]
    public void A_load_is_named_as_it_was_signed_whatever_the_file_s_case()
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(45));
        root.Remove("SCCP45.8-5-2S.loads", out byte[]? manifest);
        root.Add("sccp45.8-5-2s.LOADS", manifest!);

        PhoneLoad load = Assert.Single(Bundles.JudgeRoot(root).Loads);

        Assert.Equal("SCCP45.8-5-2S", load.Name);
        Assert.Contains(">SCCP45.8-5-2S<", Encoding.UTF8.GetString(XmlDefaultConfig.Build(new[] { load }, IPAddress.Loopback)));
    }

    [Fact]
    public void A_newer_load_renamed_to_8_5_2_is_judged_as_what_it_is()
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(45, "9-4-2"));
        root.Remove("SCCP45.9-4-2S.loads", out byte[]? manifest);
        root.Add("SCCP45.8-5-2S.loads", manifest!);

        LoadReport report = Bundles.JudgeRoot(root);

        Assert.Equal("SCCP45.9-4-2S", Assert.Single(report.Loads).Name);
        Assert.Contains("signed with the new key only", ProblemOf(report, LoadProblemCode.ReleaseOutsideSpan).What);
        Assert.Contains("renamed", ProblemOf(report, LoadProblemCode.DamagedManifest).What);
    }

    [Theory]
    [InlineData("8-3-2-27", true)]
    [InlineData("8-3-1-22", false)]
    [InlineData("8-5-1-30", true)]
    [InlineData("8-5-2-13", false)]
    public void A_build_that_counts_from_the_release_before_is_judged_as_the_release_it_became(string build, bool usable)
    {
        Dictionary<string, byte[]> root = Bundles.Root(SyntheticBundle.Create(75, Bundles.Small with { Build = build }));
        root.Remove("SCCP75.8-5-2S.loads");

        Assert.Equal(usable, Assert.Single(Bundles.JudgeRoot(root).Loads).IsUsable);
    }

    [Fact]
    public void A_damaged_manifest_stays_with_its_family()
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(45), Make(42));
        root["term65.default.loads"] = new byte[100];

        LoadReport report = Bundles.JudgeRoot(root);

        Assert.Equal(2, report.Loads.Count);
        PhoneLoad load = report.Loads.Single(l => l.Family == 45);
        Assert.Equal(LoadFileState.Damaged, load.Manifests.Single(m => m.Name == "term65.default.loads").State);
        Assert.Equal(new[] { "CP-7945G" }, load.Models.Select(m => m.Name));
    }

    [Fact]
    public void A_missing_term_file_takes_its_model_away()
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(45));
        root.Remove("term65.default.loads");

        LoadReport report = Bundles.JudgeRoot(root);

        Assert.Equal(LoadVerdict.GoodWithWarnings, report.Verdict);
        Assert.Contains("so 7965 is not recovered", ProblemOf(report, LoadProblemCode.MissingTermFile).What);
        Assert.False(report.Coverage.Single(c => c.Model.Name == "CP-7965G").IsRecovered);
    }

    [Fact]
    public void A_load_without_any_term_file_recovers_nothing()
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(75));
        root.Remove("term75.default.loads");

        LoadReport report = Bundles.JudgeRoot(root);

        Assert.Equal(LoadVerdict.Damaged, report.Verdict);
        Assert.Equal(ProblemSeverity.Error, ProblemOf(report, LoadProblemCode.MissingTermFile).Severity);
    }

    [Fact]
    public void A_load_without_its_own_manifest_recovers_reset_phones_only()
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(75));
        root.Remove("SCCP75.8-5-2S.loads");

        LoadReport report = Bundles.JudgeRoot(root);

        Assert.Equal(LoadVerdict.GoodWithWarnings, report.Verdict);
        Assert.Equal("75 (8-5-2TH1-9)", report.Loads[0].Name);
        Assert.NotNull(ProblemOf(report, LoadProblemCode.MissingLoadManifest));
    }

    [Theory]
    [InlineData("8-5-2SR1", "signed with the new key only: phones at Auth Fail will refuse it")]
    [InlineData("8-5-3", "signed with the new key only")]
    [InlineData("9-4-2SR3-1", "signed with the new key only")]
    [InlineData("8-2-2", "knows the old signing key only")]
    public void A_release_outside_the_span_is_refused_with_the_reason(string release, string reason)
    {
        LoadReport report = Bundles.JudgeRoot(Bundles.Root(Make(41, release)));

        Assert.Equal(LoadVerdict.Refused, report.Verdict);
        Assert.Contains(reason, ProblemOf(report, LoadProblemCode.ReleaseOutsideSpan).What);
        Assert.False(report.MayBeUsed(force: false));
        Assert.True(report.MayBeUsed(force: true));
    }

    [Theory]
    [InlineData("8-4-4", LoadProtocol.Sccp)]
    [InlineData("8-5-2", LoadProtocol.Sip)]
    public void Two_loads_of_one_family_in_one_root_are_an_error(string release, LoadProtocol protocol)
    {
        LoadReport report = Bundles.JudgeRoot(Bundles.Root(Make(45), Make(45, release, protocol), Make(42)));

        Assert.Equal(3, report.Loads.Count);
        Assert.Equal(2, report.Loads.Count(l => l.Problems.Any(p => p.Code == LoadProblemCode.MixedReleases)));
        Assert.Equal(LoadVerdict.Good, report.Loads.Single(l => l.Family == 42).Verdict);
        Assert.False(report.MayBeUsed(force: false));
    }

    [Fact]
    public void Images_without_a_manifest_are_no_load()
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(45)).Where(f => f.Key.EndsWith(".sbn", StringComparison.Ordinal)).ToDictionary(f => f.Key, f => f.Value);

        LoadReport report = Bundles.JudgeRoot(root);

        Assert.Empty(report.Loads);
        Assert.Contains("expand the whole zip", Assert.Single(report.Problems).Advice);
        Assert.False(report.MayBeUsed(force: true));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_finding_and_no_exception()
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(45));
        string bad = Part(root, "jar");

        LoadReport report = LoadJudge.Judge(root.Select(f => new LoadFile(f.Key, f.Value.Length,
            () => f.Key == bad ? throw new UnauthorizedAccessException("denied") : new MemoryStream(f.Value))), Bundles.Rehearsal);

        Assert.Contains("denied", ProblemOf(report, LoadProblemCode.Unreadable).What);
        Assert.False(report.MayBeUsed(force: true));
    }

    [Fact]
    public void Packages_beside_the_load_are_pointed_out()
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(45));
        root["cmterm-7945.8-5-2.cop.sgn"] = new byte[3];

        Assert.Contains("still packed", ProblemOf(Bundles.JudgeRoot(root), LoadProblemCode.StrayFile).What);
    }

    [Fact]
    public void Two_spellings_of_one_image_are_both_there_on_Linux_and_the_manifest_s_own_is_taken()
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(45));
        string jar = Part(root, "jar");
        root["J" + jar.Substring(1)] = new byte[5];

        Assert.Equal(LoadVerdict.Good, Bundles.JudgeRoot(root).Verdict);
    }

    [Theory]
    [InlineData("SCCP31.9-2-1S.loads", "the 7931")]
    [InlineData("SCCP69xx.9-4-1-3SR3.loads", "the 6900 series")]
    [InlineData("CP7921G-1.4.6.3.LOADS", "the 7921")]
    [InlineData("P0030801SR02.loads", "the 7940 and 7960")]
    [InlineData("unheard.of.loads", "another phone")]
    public void Firmware_for_other_phones_is_named_for_what_it_is(string name, string phones)
    {
        byte[] manifest = SyntheticFormats.Manifest(name, "9", 0, new[] { "APPS-1.SBN     897037 E247E40D9CF20472C6C397E6E427A517" }, new SyntheticContent(1));

        LoadReport report = Bundles.JudgeRoot(new Dictionary<string, byte[]> { [name] = manifest, ["APPS-1.SBN"] = new byte[9] });

        Assert.Equal(LoadVerdict.Refused, report.Verdict);
        Assert.Contains($"is firmware for {phones},", Assert.Single(report.AllProblems, p => p.Severity > ProblemSeverity.Information).What);
    }

    [Fact]
    public void A_term_file_that_names_another_family_s_images_is_an_error()
    {
        SyntheticBundle bundle = Make(42);
        Dictionary<string, byte[]> root = Bundles.Root(bundle);
        root["term45.default.loads"] = SyntheticFormats.Manifest(
            "term45.default.loads", "8-5-2TH1-9", 0, bundle.Files.Take(5).Select(f => f.Name), new SyntheticContent(1));

        LoadReport report = Bundles.JudgeRoot(root);

        Assert.Contains("names images of family 42", ProblemOf(report, LoadProblemCode.OtherModel).What);
        Assert.DoesNotContain(report.Loads[0].Models, m => m.Name == "CP-7945G");
    }

    [Fact]
    public void A_load_whose_release_cannot_be_read_is_refused()
    {
        string[] members = { "jar75.x.sbn" };
        var root = new Dictionary<string, byte[]>
        {
            ["term75.default.loads"] = SyntheticFormats.Manifest("term75.default.loads", "new", 0, members, new SyntheticContent(1)),
        };

        Assert.Contains("no release that can be read", ProblemOf(Bundles.JudgeRoot(root), LoadProblemCode.ReleaseOutsideSpan).What);
    }

    [Fact]
    public void Old_releases_of_the_7970_are_named_as_stepping_stones()
    {
        Assert.Contains("stepping stone", ProblemOf(Bundles.JudgeRoot(Bundles.Root(Make(70, "8-2-1"))), LoadProblemCode.ReleaseOutsideSpan).Advice);
        Assert.DoesNotContain("stepping stone", ProblemOf(Bundles.JudgeRoot(Bundles.Root(Make(45, "8-2-1"))), LoadProblemCode.ReleaseOutsideSpan).Advice);
    }
}
