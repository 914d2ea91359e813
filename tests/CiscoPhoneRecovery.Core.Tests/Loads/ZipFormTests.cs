using System;
using System.IO;
using System.Linq;
using System.Text;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;
using Xunit;
using static CiscoPhoneRecovery.Core.Tests.Loads.TestZips;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

public class ZipFormTests
{
    private static (string Name, byte[] Content)[] Bundle =>
        SyntheticBundle.Create(75, new SyntheticBundleOptions { Scale = 0.001 }).Files.Select(f => (f.Name, f.Content)).ToArray();

    [Fact]
    public void A_small_zip_in_ZIP64_form_is_read()
    {
        LoadZip read = Read(new Zip64Writer().Write(Bundle));

        Assert.Equal(LoadVerdict.Good, read.Report.Verdict);
        Assert.Equal(7, read.Files.Count);
    }

    [Fact]
    public void A_ZIP64_zip_cut_anywhere_is_refused()
    {
        byte[] zip = new Zip64Writer().Write(Bundle);
        for (int length = zip.Length - 200; length < zip.Length; length++)
        {
            Assert.False(Read(zip.Take(length).ToArray()).Report.MayBeUsed(force: true));
        }
    }

    [Fact]
    public void ZIP64_records_that_contradict_each_other_or_hide_something_are_refused()
    {
        (string, byte[])[] files = Bundle;

        AssertRefused(Read(new Zip64Writer { MoreEntries = 1 }.Write(files)), LoadProblemCode.NotALoadZip, "directory is damaged");
        AssertRefused(Read(new Zip64Writer { MoreEntries = long.MaxValue }.Write(files)), LoadProblemCode.NotALoadZip, "directory is damaged");
        AssertRefused(Read(new Zip64Writer { Gap = 4 }.Write(files)), LoadProblemCode.NotALoadZip, "contradicts itself");
        AssertRefused(Read(new Zip64Writer { PlainStart = 7 }.Write(files)), LoadProblemCode.NotALoadZip, "contradicts itself");
        AssertRefused(Read(new Zip64Writer { WithoutExtra = true }.Write(files)), LoadProblemCode.NotALoadZip, "directory is damaged");
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(long.MaxValue)]
    [InlineData(1UL << 56)]
    [InlineData((1UL << 56) - 1)]
    [InlineData(1UL << 40)]
    public void A_ZIP64_length_beyond_all_files_is_refused_without_an_overflow(ulong length)
    {
        LoadReport report = Read(new Zip64Writer { StatedLength = length }.Write(Bundle)).Report;

        Assert.Contains(report.Problems, p => p.Severity == ProblemSeverity.Error);
        Assert.False(report.MayBeUsed(force: true));
    }

    [Fact]
    public void A_program_put_before_a_zip_and_bytes_put_behind_it_are_refused()
    {
        byte[] zip = ZipOf(z => AddBundle(z));

        AssertRefused(Read(Encoding.ASCII.GetBytes("MZ stub").Concat(zip).ToArray()), LoadProblemCode.NotALoadZip, "is packed, but no zip");
        AssertRefused(Read(zip.Take(1000).Concat(zip).ToArray()), LoadProblemCode.NotALoadZip, "contradicts itself");
        AssertRefused(Read(zip.Append((byte)0).ToArray()), LoadProblemCode.NotALoadZip, "cut short");
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
    public void A_zip_written_to_a_pipe_with_sizes_behind_the_data_is_read()
    {
        using var pipe = new MemoryStream();
        using (var oneWay = new OneWayStream(pipe))
        {
            SyntheticBundle.Create(75, Bundles.Small).WriteZip(oneWay);
        }

        Assert.Equal(LoadVerdict.Good, Read(pipe.ToArray()).Report.Verdict);
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

    [Fact]
    public void A_zip_on_a_disk_that_fails_is_a_finding()
    {
        var broken = new BrokenStream(ZipOf(z => AddBundle(z)));

        LoadReport report = LoadZip.Read(broken, "x.zip", Bundles.Rehearsal).Report;

        Assert.Contains(report.AllProblems, p => p.Code == LoadProblemCode.Unreadable && p.What.Contains("bad sector"));
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
    public void Bytes_that_do_not_match_the_check_sum_are_not_staged()
    {
        byte[] zip = ZipOf(z => AddBundle(z));
        int entry = Find(zip, 0x02014b50);
        zip[entry + 16] ^= 1;

        LoadReport report = Read(zip).Report;

        Assert.Contains(report.AllProblems, p => p.Code == LoadProblemCode.Unreadable && p.What.Contains("check sum"));
        Assert.False(report.MayBeUsed(force: true));
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
}
