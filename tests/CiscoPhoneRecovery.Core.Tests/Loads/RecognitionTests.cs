using System;
using System.Text;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;
using Xunit;
using static CiscoPhoneRecovery.Core.Tests.Loads.TestZips;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

public class RecognitionTests
{
    [Theory]
    [InlineData("cmterm-7945_7965-sccp.8-5-2.cop")]
    [InlineData("cmterm-7945_7965-sccp.8-5-2.cop.sgn")]
    [InlineData("cmterm-7945_7965-sccp.8-5-2.K3.COP.SGN")]
    [InlineData("cmterm-7945_7965-sccp.8-5-2.cop (1).sgn")]
    public void A_cop_is_known_by_its_name_where_its_bytes_do_not_tell(string name)
    {
        foreach (byte[] bytes in new[] { new byte[] { 0x1f }, new byte[] { 0x1f, 0x8b, 8 }, new byte[600], new byte[] { 1, 0, 2 } })
        {
            AssertRefused(Read(bytes, name), LoadProblemCode.NotALoadZip, "a .cop, a package for Cisco's call manager");
        }

        AssertRefused(Read(Encoding.ASCII.GetBytes("<html>"), name), LoadProblemCode.NotALoadZip, "is a web page");
        AssertRefused(Read(Array.Empty<byte>(), name), LoadProblemCode.NotALoadZip, "is empty");
    }

    [Fact]
    public void A_zip_under_the_name_of_a_cop_is_a_zip_and_a_copy_is_no_cop()
    {
        Assert.Equal(LoadVerdict.Good, Read(ZipOf(z => AddBundle(z)), "x.cop.sgn").Report.Verdict);
        AssertRefused(Read(new byte[600], "x.copy.zip"), LoadProblemCode.NotALoadZip, "is no zip");
    }

    [Fact]
    public void A_single_image_saved_under_a_zip_s_name_is_known_by_the_name_it_was_signed_under()
    {
        byte[] image = SyntheticBundle.Create(75, Bundles.Small).Files[0].Content;

        AssertRefused(Read(image, "cmterm-7975-sccp.8-5-2.zip"), LoadProblemCode.NotALoadZip, "a single file out of a load");
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html>Please sign in", "is a web page")]
    [InlineData("\r\n <HTML><body>403", "is a web page")]
    [InlineData("\u001f\u008b\b\0", "is a gzip, as .cop files are")]
    [InlineData("Rar!\u001a", "is packed, but no zip")]
    [InlineData("", "is empty")]
    [InlineData("just text", "is no zip")]
    public void What_is_no_zip_is_recognised_and_explained(string content, string what)
    {
        LoadZip read = Read(Encoding.Latin1.GetBytes(content), "cmterm-7945_7965-sccp.8-5-2.zip");

        AssertRefused(read, LoadProblemCode.NotALoadZip, what);
        Assert.NotEmpty(read.Report.Problems[0].Advice);
    }

    [Fact]
    public void A_signed_cop_a_tar_and_a_single_image_are_recognised()
    {
        byte[] signed = SyntheticBundle.Create(75, Bundles.Small).Files[0].Content;
        byte[] tar = new byte[1024];
        Encoding.ASCII.GetBytes("ustar").CopyTo(tar, 257);

        AssertRefused(Read(signed, "cmterm-7975-sccp.8-5-2.cop.sgn"), LoadProblemCode.NotALoadZip, "a signed package (.cop.sgn)");
        AssertRefused(Read(signed, "apps75.8-5-2TH1-9.sbn"), LoadProblemCode.NotALoadZip, "a single file out of a load");
        AssertRefused(Read(tar, "x.tar"), LoadProblemCode.NotALoadZip, "is a tar");
    }

    [Fact]
    public void A_zip_in_a_zip_a_cop_in_a_zip_and_a_zip_of_photos_are_explained()
    {
        byte[] inner = ZipOf(z => AddBundle(z));

        AssertRefused(Read(ZipOf(z => Add(z, "inner.zip", inner))), LoadProblemCode.NotALoadZip, "is a zip in a zip: inner.zip lies in it");
        AssertRefused(Read(ZipOf(z => Add(z, "x.cop.sgn", inner))), LoadProblemCode.NotALoadZip, "has only x.cop.sgn in it");
        AssertRefused(Read(ZipOf(z => Add(z, "photo.jpg", inner))), LoadProblemCode.NotALoadZip, "no .loads or .sbn file");
        AssertRefused(Read(ZipOf(_ => { })), LoadProblemCode.NotALoadZip, "is an empty zip");
    }
}
