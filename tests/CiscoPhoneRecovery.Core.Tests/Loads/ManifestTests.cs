using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

/// <summary>The text of a manifest, and manifests that tell of one load in different words.</summary>
public class ManifestTests
{
    private static LoadManifest? Parse(string text, out string? error) =>
        LoadManifest.Parse(new ArraySegment<byte>(Encoding.ASCII.GetBytes(text)), out error);

    [Theory]
    [InlineData("jar45.sbn\r\napps45.sbn\r\n")]
    [InlineData("jar45.sbn\napps45.sbn")]
    [InlineData("jar45.sbn \r\napps45.sbn\t \r\n")]
    [InlineData("  jar45.sbn\r\n\tapps45.sbn\r\n")]
    [InlineData("# jar9.sbn\r\n\r\n  # cnu9.sbn\r\njar45.sbn\r\n#apps9.sbn\r\napps45.sbn\r\n")]
    [InlineData("jar45.sbn     897037 E247E40D9CF20472C6C397E6E427A517\r\napps45.sbn\t12 AA\r\n")]
    [InlineData("jar45.sbn\r\napps45.sbn\r\njar45.sbn\r\n")]
    public void Blanks_comments_sizes_and_repetitions_are_no_part_of_a_name(string text)
    {
        LoadManifest? manifest = Parse(text, out string? error);

        Assert.Null(error);
        Assert.Equal(new[] { "jar45.sbn", "apps45.sbn" }, manifest!.Members);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Manifests_that_name_the_same_images_in_another_order_or_case_are_one_load(bool capitals)
    {
        SyntheticBundle bundle = SyntheticBundle.Create(45, Bundles.Small);
        IEnumerable<string> images = bundle.Files.Select(f => f.Name).Where(n => n.EndsWith(".sbn", StringComparison.Ordinal));
        string[] members = (capitals ? images.Select(n => char.ToUpperInvariant(n[0]) + n.Substring(1)) : images.Reverse()).ToArray();
        Dictionary<string, byte[]> root = Bundles.Root(bundle);
        root["term65.default.loads"] = SyntheticFormats.Manifest("term65.default.loads", "8-5-2TH1-9", 0, members, new SyntheticContent(1));

        LoadReport report = Bundles.JudgeRoot(root);

        PhoneLoad load = Assert.Single(report.Loads);
        Assert.Equal(LoadVerdict.Good, load.Verdict);
        Assert.Equal(new[] { "CP-7945G", "CP-7965G" }, load.Models.Select(m => m.Name));
        Assert.Equal(members, load.Manifests.Single(m => m.Name == "term65.default.loads").Members);
    }
}
