using System;
using System.Collections.Generic;
using System.Linq;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

/// <summary>Roots and zips that have one fault alone, so that no second finding refuses them in the place of the first.</summary>
public class RefusalTests
{
    private static Dictionary<string, byte[]> RootOf(int family, string release = "8-5-2") =>
        Bundles.Root(SyntheticBundle.Create(family, Bundles.Small with { Release = release }));

    private static LoadProblem OnlyErrorOf(LoadReport report) => Assert.Single(report.AllProblems.Distinct(), p => p.Severity == ProblemSeverity.Error);

    [Fact]
    public void An_image_under_another_image_s_name_is_seen_by_the_name_it_was_signed_under()
    {
        Dictionary<string, byte[]> root = RootOf(45);
        string[] images = root.Keys.Where(k => k.EndsWith(".sbn", StringComparison.Ordinal)).OrderBy(k => k, StringComparer.Ordinal).ToArray();
        root[images[0]] = root[images[1]];

        LoadReport report = Bundles.JudgeRoot(root);

        LoadProblem problem = OnlyErrorOf(report);
        Assert.Equal((LoadProblemCode.DamagedImage, images[0]), (problem.Code, problem.File));
        Assert.Contains($"signed under the name {images[1]}, so it was renamed", problem.What);
        Assert.Equal(LoadVerdict.Damaged, report.Verdict);
        Assert.Equal(LoadFileState.Damaged, report.Loads[0].Images.Single(i => i.Name == images[0]).State);
        Assert.False(report.MayBeUsed(force: false));
    }

    [Fact]
    public void A_manifest_under_another_manifest_s_name_is_damage_and_no_mere_warning()
    {
        Dictionary<string, byte[]> root = RootOf(45);
        root["term45.default.loads"] = root["term65.default.loads"];

        LoadReport report = Bundles.JudgeRoot(root);

        Assert.Equal((LoadProblemCode.DamagedManifest, "term45.default.loads"), (OnlyErrorOf(report).Code, OnlyErrorOf(report).File));
        Assert.False(report.MayBeUsed(force: false));
    }

    /// <summary>Each of the two has a term file of its own, so that nothing is missing and the mix alone stands against them.</summary>
    [Fact]
    public void Two_whole_releases_of_a_family_are_refused_for_the_mix_alone()
    {
        Dictionary<string, byte[]> root = RootOf(45, "8-4-4");
        byte[] older = root["term65.default.loads"];
        foreach (KeyValuePair<string, byte[]> file in RootOf(45))
        {
            root[file.Key] = file.Value;
        }

        root["term65.default.loads"] = older;

        LoadReport report = Bundles.JudgeRoot(root);

        Assert.All(report.AllProblems.Where(p => p.Severity == ProblemSeverity.Error), p => Assert.Equal(LoadProblemCode.MixedReleases, p.Code));
        Assert.All(report.Loads, load => Assert.Equal(LoadVerdict.Refused, load.Verdict));
        Assert.DoesNotContain(report.Coverage, c => c.IsRecovered);
        Assert.False(report.MayBeUsed(force: false));
        Assert.True(report.MayBeUsed(force: true));
    }

    /// <summary>A sound load beside it must not carry what is unsafe into a root.</summary>
    [Theory]
    [InlineData(LoadProblemCode.NotALoadZip)]
    [InlineData(LoadProblemCode.UnsafeArchive)]
    [InlineData(LoadProblemCode.Unreadable)]
    public void Force_does_not_help_against_what_is_unsafe_or_cannot_be_read(LoadProblemCode code)
    {
        var problem = new LoadProblem(ProblemSeverity.Error, code, null, "It is not to be used.", string.Empty);
        var report = new LoadReport { Loads = Bundles.JudgeRoot(RootOf(45)).Loads, Problems = new[] { problem } };

        Assert.False(report.MayBeUsed(force: true));
        Assert.False(problem.CanBeForced);
    }

    [Theory]
    [InlineData("../evil.sbn")]
    [InlineData("docs\\..\\evil.sbn")]
    public void A_path_that_leads_upwards_is_refused_as_just_that(string name) =>
        Assert.Equal("a path that leads out of the folder", SafeName.WhyUnsafePath(name));
}
