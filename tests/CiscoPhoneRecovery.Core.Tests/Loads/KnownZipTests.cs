using System;
using System.IO;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;
using Xunit;
using static CiscoPhoneRecovery.Core.Tests.Loads.TestZips;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

public class KnownZipTests
{
    [Fact]
    public void Known_zips_are_known_by_name_also_as_a_browser_s_second_copy()
    {
        Assert.Equal(45, KnownZips.ByName("cmterm-7945_7965-sccp.8-5-2 (1).zip")!.Family);
        Assert.Equal(45, KnownZips.ByName("CMTERM-7945_7965-SCCP.8-5-2.ZIP")!.Family);
        Assert.Null(KnownZips.ByName("cmterm-7945_7965-sccp.8-5-3.zip"));
    }

    [Fact]
    public void A_zip_of_known_size_and_SHA_1_is_confirmed_whatever_its_name()
    {
        byte[] zip = ZipOf(z => AddBundle(z));
        string sha1 = Convert.ToHexStringLower(SHA1.HashData(zip));
        KnownZip[] known = { new("cmterm-7975-sccp.8-5-2.zip", zip.Length, sha1, 75) };
        LoadJudgeOptions options = Bundles.Rehearsal with { Known = known };

        LoadReport report = LoadZip.Read(new MemoryStream(zip), "download.zip", options).Report;

        Assert.Equal(ZipIdentity.Confirmed, report.ZipIdentity);
        Assert.Equal(ZipIdentity.Confirmed, Assert.Single(report.Loads).ZipIdentity);
        Assert.Contains(report.Problems, p => p.What == "download.zip is Cisco's cmterm-7975-sccp.8-5-2.zip: size and SHA-1 agree.");
    }

    [Fact]
    public void A_zip_of_the_known_size_with_another_SHA_1_differs()
    {
        byte[] zip = ZipOf(AddBundleNotForRehearsal);
        KnownZip[] known = { new("cmterm-7975-sccp.8-5-2.zip", zip.Length, new string('0', 40), 75) };

        LoadReport report = LoadZip.Read(new MemoryStream(zip), "cmterm-7975-sccp.8-5-2.zip", new LoadJudgeOptions { Known = known }).Report;

        Assert.Equal(ZipIdentity.Differs, report.ZipIdentity);
        LoadProblem differs = Assert.Single(report.Problems, p => p.Code == LoadProblemCode.ZipIdentity);
        Assert.Equal(ProblemSeverity.Warning, differs.Severity);
        Assert.Contains("differs from Cisco's file: another SHA-1", differs.What);
        Assert.Equal(LoadVerdict.GoodWithWarnings, report.Verdict);
    }

    [Fact]
    public void A_zip_made_for_a_rehearsal_is_told_once_that_it_is_none_of_Cisco_s()
    {
        LoadReport report = LoadZip.Read(new MemoryStream(ZipOf(z => AddBundle(z))), "cmterm-7975-sccp.8-5-2.zip", new LoadJudgeOptions()).Report;

        Assert.Equal(ZipIdentity.Differs, report.ZipIdentity);
        Assert.Equal(LoadProblemCode.Synthetic, Assert.Single(LoadFindings.ForPeople(report)).Code);
    }

    /// <summary>A bundle whose headers have another signer, as Cisco's have.</summary>
    private static void AddBundleNotForRehearsal(ZipArchive zip)
    {
        byte[] from = Encoding.ASCII.GetBytes(SignedHeader.SyntheticSigner);
        byte[] to = Encoding.ASCII.GetBytes("CN=other".PadRight(from.Length, 'x'));
        foreach (SyntheticFile file in SyntheticBundle.Create(75, Bundles.Small).Files)
        {
            int at = file.Content.AsSpan().IndexOf(from);
            to.CopyTo(file.Content, at);
            Add(zip, file.Name, file.Content);
        }
    }
}
