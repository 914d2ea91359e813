using System;
using System.IO;
using System.Linq;
using System.Text;
using CiscoPhoneRecovery.Loads;
using Xunit;
using static CiscoPhoneRecovery.Core.Tests.Loads.TestZips;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

public class ZipSafetyTests
{
    [Theory]
    [InlineData("../evil.sbn")]
    [InlineData("..\\evil.sbn")]
    [InlineData("a/../../evil.sbn")]
    [InlineData("a\\..\\..\\evil.sbn")]
    [InlineData("/etc/evil.sbn")]
    [InlineData("\\evil.sbn")]
    [InlineData("\\\\server\\share\\evil.sbn")]
    [InlineData("//server/share/evil.sbn")]
    [InlineData("C:\\evil.sbn")]
    [InlineData("C:evil.sbn")]
    [InlineData("c:/evil.sbn")]
    [InlineData("evil.sbn:stream")]
    [InlineData("evil.sbn::$DATA")]
    [InlineData("CON.sbn")]
    [InlineData("aux")]
    [InlineData("a/nul.txt")]
    [InlineData("com1.loads")]
    [InlineData("evil.sbn.")]
    [InlineData("evil.sbn ")]
    [InlineData("a//evil.sbn")]
    [InlineData("./evil.sbn")]
    [InlineData("a/./evil.sbn")]
    [InlineData("..")]
    [InlineData("../")]
    [InlineData("ev\u0131l.sbn")]
    [InlineData("evil\t.sbn")]
    [InlineData("?.sbn")]
    [InlineData("\\\\?\\C:\\evil.sbn")]
    public void One_member_that_leads_elsewhere_condemns_the_zip(string name)
    {
        byte[] zip = ZipOf(z =>
        {
            AddBundle(z);
            Add(z, name, new byte[] { 1 });
        });

        AssertRefused(Read(zip), LoadProblemCode.UnsafeArchive, "not unpacked");
    }

    [Theory]
    [InlineData(0xA1FF)]
    [InlineData(0x21FF)]
    [InlineData(0x61FF)]
    [InlineData(0x11FF)]
    public void Links_and_devices_are_refused(int mode)
    {
        byte[] zip = ZipOf(z =>
        {
            AddBundle(z);
            Add(z, "link.sbn", Encoding.ASCII.GetBytes("/etc/passwd")).ExternalAttributes = mode << 16;
        });

        AssertRefused(Read(zip), LoadProblemCode.UnsafeArchive, "a link or a device");
    }

    [Fact]
    public void Plain_Unix_modes_and_folders_are_no_links()
    {
        byte[] zip = ZipOf(z =>
        {
            AddBundle(z);
            z.CreateEntry("docs/").ExternalAttributes = 0x41ED << 16;
            Add(z, "docs/readme.txt", new byte[] { 1 }).ExternalAttributes = 0x81A4 << 16;
        });

        LoadZip read = Read(zip);

        Assert.Equal(LoadVerdict.Good, read.Report.Verdict);
        Assert.DoesNotContain(read.Files, f => f.Target == "readme.txt");
    }

    [Fact]
    public void Two_members_of_one_name_are_refused_whatever_their_case_and_folder()
    {
        byte[] twice = ZipOf(z =>
        {
            AddBundle(z);
            Add(z, "TERM75.default.loads", new byte[] { 1 });
        });
        byte[] folders = ZipOf(z =>
        {
            AddBundle(z);
            AddBundle(z, "again/");
        });

        AssertRefused(Read(twice), LoadProblemCode.UnsafeArchive, "more than once");
        AssertRefused(Read(folders), LoadProblemCode.UnsafeArchive, "more than once");
    }

    [Fact]
    public void A_zip_made_of_a_folder_is_laid_flat_and_said_so()
    {
        LoadZip read = Read(ZipOf(z => AddBundle(z, "cmterm-7975-sccp.8-5-2/")));

        Assert.Equal(LoadVerdict.Good, read.Report.Verdict);
        Assert.Contains(read.Files, f => f.Target == "term75.default.loads");
        Assert.Contains(read.Report.Problems, p => p.Code == LoadProblemCode.StrayFile && p.Severity == ProblemSeverity.Information);
    }

    [Fact]
    public void What_a_Mac_adds_to_a_zip_is_left_out()
    {
        LoadZip read = Read(ZipOf(z =>
        {
            AddBundle(z);
            Add(z, "__MACOSX/._term75.default.loads", new byte[] { 1 });
            Add(z, ".DS_Store", new byte[] { 1 });
        }));

        Assert.Equal(LoadVerdict.Good, read.Report.Verdict);
        Assert.Equal(7, read.Files.Count);
    }

    [Fact]
    public void Images_come_before_manifests_and_term_files_last()
    {
        string[] order = Read(ZipOf(z => AddBundle(z))).Files.Select(f => f.Target).ToArray();

        Assert.All(order.Take(5), n => Assert.EndsWith(".sbn", n));
        Assert.Equal("SCCP75.8-5-2S.loads", order[5]);
        Assert.Equal("term75.default.loads", order[6]);
    }

    [Fact]
    public void A_member_that_expands_a_thousandfold_is_refused_before_it_is_expanded()
    {
        byte[] bomb = ZipOf(z => Add(z, "bomb.sbn", new byte[32 * 1024 * 1024]));

        AssertRefused(Read(bomb), LoadProblemCode.UnsafeArchive, "times its size");
    }

    [Fact]
    public void Limits_on_members_and_sizes_hold()
    {
        byte[] zip = ZipOf(z => AddBundle(z));

        AssertRefused(Read(zip, limits: new StagingLimits { MaximumMembers = 3 }), LoadProblemCode.UnsafeArchive, "7 members");
        AssertRefused(Read(zip, limits: new StagingLimits { MaximumMemberLength = 1000 }), LoadProblemCode.UnsafeArchive, "a member of more than");
        AssertRefused(Read(zip, limits: new StagingLimits { MaximumTotalLength = 5000 }), LoadProblemCode.UnsafeArchive, "expands to more than 5000");
    }

    /// <summary>A small length in the directory, so that the limits see nothing, and a bomb behind it.</summary>
    [Fact]
    public void A_member_that_expands_to_more_than_stated_is_stopped_at_the_stated_length()
    {
        byte[] zip = ZipOf(z => Add(z, "bomb.sbn", new byte[4 * 1024 * 1024]));
        int entry = Find(zip, 0x02014b50);
        BitConverter.GetBytes(1000).CopyTo(zip, entry + 24);
        using var stream = new MemoryStream(zip);
        ZipDirectory directory = ZipDirectory.Read(stream, out _)!;
        using Stream member = directory.Open(directory.Members[0]);

        long total = 0;
        byte[] buffer = new byte[4096];
        InvalidDataException error = Assert.Throws<InvalidDataException>(() =>
        {
            int read;
            while ((read = member.Read(buffer, 0, buffer.Length)) > 0)
            {
                total += read;
            }
        });

        Assert.Contains("more than the zip states", error.Message);
        Assert.True(total <= 4096);
    }

    [Fact]
    public void Encrypted_members_are_refused()
    {
        byte[] zip = ZipOf(z => AddBundle(z));
        zip[Find(zip, 0x02014b50) + 8] |= 1;

        AssertRefused(Read(zip), LoadProblemCode.UnsafeArchive, "encrypted");
    }
}
