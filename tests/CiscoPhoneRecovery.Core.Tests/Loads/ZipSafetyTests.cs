using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

public class ZipSafetyTests
{
    private static byte[] ZipOf(Action<ZipArchive> write)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            write(zip);
        }

        return stream.ToArray();
    }

    private static ZipArchiveEntry Add(ZipArchive zip, string name, byte[] content)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name);
        using (Stream stream = entry.Open())
        {
            stream.Write(content);
        }

        return entry;
    }

    private static void AddBundle(ZipArchive zip, string folder = "")
    {
        foreach (SyntheticFile file in SyntheticBundle.Create(75, new SyntheticBundleOptions { Scale = 0.001 }).Files)
        {
            Add(zip, folder + file.Name, file.Content);
        }
    }

    private static LoadZip Read(byte[] zip, string name = "x.zip", StagingLimits? limits = null) =>
        LoadZip.Read(new MemoryStream(zip), name, Bundles.Rehearsal, limits);

    private static void AssertRefused(LoadZip zip, LoadProblemCode code, string what)
    {
        Assert.Empty(zip.Files);
        Assert.Contains(zip.Report.Problems, p => p.Code == code && p.What.Contains(what, StringComparison.Ordinal) && p.Severity == ProblemSeverity.Error);
        Assert.False(zip.Report.MayBeUsed(force: true));
    }

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
    public void Bytes_that_do_not_match_the_check_sum_are_not_staged()
    {
        byte[] zip = ZipOf(z => AddBundle(z));
        int entry = Find(zip, 0x02014b50);
        zip[entry + 16] ^= 1;

        LoadReport report = Read(zip).Report;

        Assert.Contains(report.AllProblems, p => p.Code == LoadProblemCode.Unreadable && p.What.Contains("check sum"));
        Assert.False(report.MayBeUsed(force: true));
    }

    [Fact]
    public void A_member_with_two_names_is_not_staged()
    {
        byte[] zip = ZipOf(z => AddBundle(z));
        zip[30] ^= 1;

        Assert.Contains(Read(zip).Report.AllProblems, p => p.What.Contains("names the member in two ways"));
    }

    [Fact]
    public void Members_that_overlap_are_refused()
    {
        byte[] zip = ZipOf(z => AddBundle(z));
        int second = Find(zip, 0x02014b50, Find(zip, 0x02014b50) + 1);
        BitConverter.GetBytes(10).CopyTo(zip, second + 42);

        AssertRefused(Read(zip), LoadProblemCode.NotALoadZip, "overlap");
    }

    [Fact]
    public void Encrypted_members_are_refused()
    {
        byte[] zip = ZipOf(z => AddBundle(z));
        zip[Find(zip, 0x02014b50) + 8] |= 1;

        AssertRefused(Read(zip), LoadProblemCode.UnsafeArchive, "encrypted");
    }

    [Fact]
    public void A_zip_cut_anywhere_is_refused()
    {
        byte[] zip = ZipOf(z => AddBundle(z));
        for (int length = 4; length < zip.Length; length += 97)
        {
            LoadZip read = Read(zip.Take(length).ToArray());
            Assert.Contains("Download", Assert.Single(read.Report.Problems).Advice);
            Assert.False(read.Report.MayBeUsed(force: true));
        }
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

    [Fact]
    public void A_zip_with_a_comment_is_read()
    {
        byte[] zip = ZipOf(z =>
        {
            AddBundle(z);
            z.Comment = "as of 2009";
        });

        Assert.Equal(LoadVerdict.Good, Read(zip).Report.Verdict);
    }

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
        LoadJudgeOptions options = Bundles.Rehearsal with { KnownByContent = known };

        LoadReport report = LoadZip.Read(new MemoryStream(zip), "download.zip", options).Report;

        Assert.Equal(ZipIdentity.Confirmed, report.ZipIdentity);
        Assert.Equal(ZipIdentity.Confirmed, Assert.Single(report.Loads).ZipIdentity);
        Assert.Contains(report.Problems, p => p.What == "download.zip is Cisco's cmterm-7975-sccp.8-5-2.zip: size and SHA-1 agree.");
    }

    [Fact]
    public void A_zip_of_the_known_size_with_another_SHA_1_differs()
    {
        byte[] zip = ZipOf(z => AddBundle(z));
        KnownZip[] known = { new("cmterm-7975-sccp.8-5-2.zip", zip.Length, new string('0', 40), 75) };

        LoadReport report = LoadZip.Read(new MemoryStream(zip), "cmterm-7975-sccp.8-5-2.zip", new LoadJudgeOptions { KnownByContent = known }).Report;

        Assert.Equal(ZipIdentity.Differs, report.ZipIdentity);
        Assert.Equal(LoadVerdict.GoodWithWarnings, report.Verdict);
    }

    [Fact]
    public void A_zip_on_a_disk_that_fails_is_a_finding()
    {
        var broken = new BrokenStream(ZipOf(z => AddBundle(z)));

        LoadReport report = LoadZip.Read(broken, "x.zip", Bundles.Rehearsal).Report;

        Assert.Contains(report.AllProblems, p => p.Code == LoadProblemCode.Unreadable && p.What.Contains("bad sector"));
    }

    [Fact]
    public void A_zip_written_to_a_pipe_with_sizes_behind_the_data_is_read()
    {
        using var pipe = new MemoryStream();
        using (var oneWay = new OneWayStream(pipe))
        {
            SyntheticBundle.Create(75, Bundles.Small).WriteZip(oneWay);
        }

        Assert.Equal(LoadVerdict.Good, Read(pipe.ToArray()).Report.Verdict);
    }

    private sealed class BrokenStream : MemoryStream
    {
        public BrokenStream(byte[] bytes)
            : base(bytes)
        {
        }

        public override int Read(byte[] buffer, int offset, int count) =>
            Position > 600 && Position < 4000 ? throw new IOException("bad sector") : base.Read(buffer, offset, count);
    }

    private sealed class OneWayStream : Stream
    {
        private readonly Stream _inner;

        public OneWayStream(Stream inner) => _inner = inner;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => _inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => _inner.Write(buffer, offset, count);
    }

    private static int Find(byte[] bytes, uint signature, int from = 0)
    {
        for (int i = from; ; i++)
        {
            if (BitConverter.ToUInt32(bytes, i) == signature)
            {
                return i;
            }
        }
    }
}
