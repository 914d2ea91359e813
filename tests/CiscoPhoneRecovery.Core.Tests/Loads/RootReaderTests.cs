using System;
using System.IO;
using System.Linq;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

public sealed class RootReaderTests : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), "loads-" + Path.GetRandomFileName());

    public RootReaderTests() => Directory.CreateDirectory(_root);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static void MakeLink(string path, string target)
    {
        try
        {
            File.CreateSymbolicLink(path, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Skip.If(true, $"making a link needs a right that this account does not have: {e.Message}");
        }
    }

    private void Add(string folder, SyntheticBundle bundle)
    {
        Directory.CreateDirectory(folder);
        foreach (SyntheticFile file in bundle.Files)
        {
            File.WriteAllBytes(Path.Combine(folder, file.Name), file.Content);
        }
    }

    [Fact]
    public void A_folder_of_zips_is_told_to_expand_them()
    {
        File.WriteAllText(Path.Combine(_root, "cmterm-7975-sccp.8-5-2.zip"), "a zip, for all that is asked here");
        Assert.Contains(RootReader.Read(_root).Problems, p => p.Advice.Contains("zips that lie here must be expanded"));
    }

    [Fact]
    public void A_folder_that_is_not_there_and_one_that_is_a_file_are_errors_that_name_it()
    {
        string file = Path.Combine(_root, "file");
        File.WriteAllText(file, "x");

        StationException missing = Assert.Throws<StationException>(() => RootReader.Read(Path.Combine(_root, "nowhere")));
        StationException notAFolder = Assert.Throws<StationException>(() => RootReader.Read(file));

        Assert.Contains("nowhere", missing.Message);
        Assert.Contains("is a file", notAFolder.Message);
        Assert.NotEmpty(missing.Advice!);
    }

    [Fact]
    public void An_empty_folder_is_a_report_that_says_what_to_do()
    {
        LoadReport report = RootReader.Read(_root);

        Assert.Empty(report.Loads);
        Assert.Contains("has no firmware", Assert.Single(report.Problems).What);
        Assert.Equal(13, report.Coverage.Count(c => !c.IsRecovered));
    }

    [Fact]
    public void Firmware_in_a_folder_below_and_a_zip_left_packed_are_pointed_out()
    {
        Add(Path.Combine(_root, "cmterm-7945"), SyntheticBundle.Create(45, Bundles.Small));
        File.WriteAllBytes(Path.Combine(_root, "cmterm-7945_7965-sccp.8-5-2.zip"), new byte[4]);

        LoadReport report = RootReader.Read(_root);

        Assert.Contains(report.Problems, p => p.What.Contains("lies in the folder cmterm-7945 below"));
        Assert.Contains(report.Problems, p => p.What.Contains("still packed"));
        Assert.Empty(report.Loads);
    }

    [Theory]
    [InlineData("XMLDefault.cnf.xml")]
    [InlineData("XmlDefault.cnf.xml")]
    public void A_default_configuration_of_the_user_s_own_is_seen(string name)
    {
        Add(_root, SyntheticBundle.Create(45, Bundles.Small));
        Assert.False(RootReader.Read(_root).HasDefaultConfig);

        File.WriteAllText(Path.Combine(_root, name), "<Default/>");
        Assert.True(RootReader.Read(_root).HasDefaultConfig);
    }

    [SkippableFact]
    public void A_link_is_not_served_and_so_not_counted()
    {
        Add(_root, SyntheticBundle.Create(75, Bundles.Small));
        string term = Path.Combine(_root, "term75.default.loads");
        File.Move(term, Path.Combine(_root, "elsewhere"));
        MakeLink(term, "elsewhere");

        LoadReport report = RootReader.Read(_root, Bundles.Rehearsal);

        Assert.DoesNotContain(report.Coverage, c => c.IsRecovered);
        Assert.Contains(report.Problems, p => p.What.StartsWith("term75.default.loads is a link, which the station does not serve", StringComparison.Ordinal));

        string zip = Path.Combine(_root, "x.zip");
        File.WriteAllBytes(zip, Bundles.Zip(75));
        StagingResult staged = Assert.Single(new StagingArea().Stage(new[] { zip }, _root, new StagingOptions { Rehearsal = true }));
        Assert.Equal(StagingOutcome.Refused, staged.Outcome);
        Assert.Equal(StagedFileAction.Replace, staged.Files.Single(f => f.Name == "term75.default.loads").Action);

        using var served = new DiskRoot(_root);
        Assert.NotEqual(TftpLookupKind.Found, served.Find("term75.default.loads").Kind);
    }

    [SkippableFact]
    public void A_default_configuration_that_is_a_link_is_none_of_the_root_s_own()
    {
        Add(_root, SyntheticBundle.Create(45, Bundles.Small));
        File.WriteAllText(Path.Combine(_root, "elsewhere"), "<Default/>");
        MakeLink(Path.Combine(_root, "XMLDefault.cnf.xml"), "elsewhere");

        Assert.False(RootReader.Read(_root).HasDefaultConfig);
    }

    [SkippableFact]
    public void A_link_has_no_length_that_any_file_of_a_zip_could_have()
    {
        string link = Path.Combine(_root, "link");
        File.WriteAllText(Path.Combine(_root, "elsewhere"), "content");
        MakeLink(link, "elsewhere");

        Assert.Equal(-1, new StagingDisk().LengthOf(link));
        Assert.Equal(7, new StagingDisk().LengthOf(Path.Combine(_root, "elsewhere")));
    }

    [Fact]
    public void A_root_in_the_middle_of_an_interrupted_expansion_is_not_used()
    {
        Add(_root, SyntheticBundle.Create(45, Bundles.Small));
        Directory.CreateDirectory(Path.Combine(_root, ".phone-staging"));
        File.WriteAllText(Path.Combine(_root, ".phone-staging", "commit"), string.Empty);

        LoadReport report = RootReader.Read(_root, Bundles.Rehearsal);

        Assert.Contains(report.Problems, p => p.Code == LoadProblemCode.InterruptedExpansion);
        Assert.False(report.MayBeUsed(force: false));
    }

    [Fact]
    public void A_commit_file_of_rubbish_moves_nothing()
    {
        Add(_root, SyntheticBundle.Create(45, Bundles.Small));
        string staging = Directory.CreateDirectory(Path.Combine(_root, ".phone-staging")).FullName;
        File.WriteAllText(Path.Combine(staging, "commit"), "../evil\t\nterm45.default.loads\t../../x\nplain\n\t\n\0\n");

        new StagingArea().Stage(Array.Empty<string>(), _root);

        Assert.False(Directory.Exists(staging));
        Assert.Equal(LoadVerdict.Good, RootReader.Read(_root, Bundles.Rehearsal).Verdict);
    }
}
