using System;
using System.IO;
using System.Linq;
using System.Text;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;
using FsCheck.Xunit;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

/// <summary>The parsers are total: any bytes, and any damage to good files, give a value or a reason; never an exception, never a long wait.</summary>
public class ParserPropertyTests
{
    private static readonly SyntheticBundle Bundle = SyntheticBundle.Create(45, Bundles.Small);
    private static readonly byte[] Term = Bundle.Files.Single(f => f.Name == "term45.default.loads").Content;
    private static readonly byte[] Image = Bundle.Files.Single(f => f.Name.StartsWith("apps", StringComparison.Ordinal)).Content;

    private static bool HeaderIsValueOrReason(byte[] bytes)
    {
        SignedHeader? header = SignedHeader.Parse(new ArraySegment<byte>(bytes), out string? error);
        return header is null ? !string.IsNullOrEmpty(error)
            : error is null && header.Length <= bytes.Length && header.FileName.Length > 0 && SafeName.IsPrintable(header.SignerName);
    }

    private static bool ManifestIsValueOrReason(byte[] bytes)
    {
        LoadManifest? manifest = LoadManifest.Parse(new ArraySegment<byte>(bytes), out string? error);
        return manifest is null ? !string.IsNullOrEmpty(error)
            : error is null && manifest.Members.Count is > 0 and <= LoadManifest.MaximumMembers && manifest.Members.All(m => SafeName.WhyUnsafe(m) is null);
    }

    private static bool ArchiveIsValueOrReason(byte[] bytes, long length)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        ImageArchive? archive = ImageArchive.Read(stream, length, out string? error);
        return archive is null ? !string.IsNullOrEmpty(error) : error is null && archive.ExtraBytes >= 0;
    }

    private static byte[] Mutate(byte[] good, int seed, int within)
    {
        var random = new Random(seed);
        byte[] bytes = (byte[])good.Clone();
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(Math.Min(within, bytes.Length));
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 40))..]];
                    break;
                default:
                    int from = random.Next(bytes.Length);
                    bytes = [.. bytes[..at], .. bytes[from..Math.Min(bytes.Length, from + 40)], .. bytes[at..]];
                    break;
            }

            bytes = bytes.Length == 0 ? new byte[1] : bytes;
        }

        return bytes;
    }

    [Property(MaxTest = 500)]
    public bool Any_bytes_are_a_header_or_a_reason(byte[] bytes) => HeaderIsValueOrReason(bytes);

    [Property(MaxTest = 500)]
    public bool Any_elements_after_a_good_prefix_are_a_header_or_a_reason(byte[] bytes)
    {
        int length = 10 + bytes.Length;
        return HeaderIsValueOrReason(new byte[] { 1, 0, 2, 1, 1, 2, 0, 2, (byte)(length >> 8), (byte)length }.Concat(bytes).ToArray());
    }

    [Property(MaxTest = 2000)]
    public bool A_mutated_header_is_a_header_or_a_reason(int seed) => HeaderIsValueOrReason(Mutate(Term, seed, 410));

    [Fact]
    public void A_header_cut_anywhere_gives_a_reason()
    {
        for (int length = 0; length < 408; length++)
        {
            Assert.Null(SignedHeader.Parse(new ArraySegment<byte>(Term, 0, length), out string? error));
            Assert.False(string.IsNullOrEmpty(error));
        }
    }

    [Fact]
    public void A_header_is_read_where_it_lies_in_a_buffer()
    {
        byte[] shifted = new byte[7].Concat(Term).ToArray();

        SignedHeader header = SignedHeader.Parse(new ArraySegment<byte>(shifted, 7, Term.Length), out _)!;

        Assert.Equal("term45.default.loads", header.FileName);
        Assert.Equal(408, header.Length);
        Assert.Equal(256, header.SignatureLength);
        Assert.Equal((0x0101, 1, 2), (header.Version, header.DigestAlgorithm, header.ModulusCode));
        Assert.True(header.IsSynthetic);
    }

    [Property(MaxTest = 500)]
    public bool Any_bytes_are_a_manifest_or_a_reason(byte[] bytes) => ManifestIsValueOrReason(bytes);

    [Property(MaxTest = 500)]
    public bool Any_text_is_a_manifest_or_a_reason(string text) => ManifestIsValueOrReason(Encoding.UTF8.GetBytes(text ?? string.Empty));

    [Property(MaxTest = 2000)]
    public bool A_mutated_manifest_is_a_manifest_or_a_reason(int seed)
    {
        byte[] text = Mutate(Term.Skip(408).ToArray(), seed, int.MaxValue);
        return ManifestIsValueOrReason(text);
    }

    [Property(MaxTest = 300)]
    public bool Any_bytes_are_an_archive_or_a_reason(byte[] bytes) => ArchiveIsValueOrReason(bytes, bytes.Length);

    [Property(MaxTest = 2000)]
    public bool A_mutated_archive_is_an_archive_or_a_reason(int seed)
    {
        byte[] bytes = Mutate(Image.Skip(408).ToArray(), seed, 700);
        return ArchiveIsValueOrReason(bytes, bytes.Length);
    }

    [Fact]
    public void An_archive_cut_anywhere_gives_a_reason_and_one_with_more_bytes_says_how_many()
    {
        byte[] payload = Image.Skip(408).ToArray();
        for (int length = 0; length < payload.Length; length += length < 1200 ? 1 : 997)
        {
            using var cut = new MemoryStream(payload, 0, length);
            Assert.Null(ImageArchive.Read(cut, length, out string? error));
            Assert.False(string.IsNullOrEmpty(error));
        }

        using var longer = new MemoryStream(payload.Concat(new byte[] { 10 }).ToArray());
        Assert.Equal(1, ImageArchive.Read(longer, longer.Length, out _)!.ExtraBytes);
    }

    [Fact]
    public void An_archive_that_claims_four_billion_entries_is_refused_at_once()
    {
        byte[] payload = Image.Skip(408).ToArray();
        payload[0x30] = payload[0x31] = payload[0x32] = payload[0x33] = 0xff;
        using var stream = new MemoryStream(payload);

        Assert.Null(ImageArchive.Read(stream, payload.Length, out _));
        Assert.Equal(ImageArchive.HeaderLength, stream.Position);
    }

    [Fact]
    public void An_archive_of_another_version_is_let_through_unchecked()
    {
        byte[] payload = Image.Skip(408).ToArray();
        payload["CNU_File_Archive_".Length] = (byte)'4';
        using var stream = new MemoryStream(payload);

        Assert.False(ImageArchive.Read(stream, payload.Length, out _)!.IsKnownVersion);
    }

    [Fact]
    public void The_build_s_date_is_that_of_the_newest_entry()
    {
        using var stream = new MemoryStream(Image.Skip(408).ToArray());

        Assert.Equal(new DateTime(2009, 6, 1, 12, 0, 0), ImageArchive.Read(stream, stream.Length, out _)!.Built!.Value.UtcDateTime);
    }

    [Fact]
    public void A_manifest_s_lines_are_trimmed_and_in_order_and_its_comments_are_read()
    {
        const string Text = "#\r\n# RELEASE load version 8-5-2TH1-9\r\n#HARDWARE_COMP_1 7\r\n\r\nJar45sccp.8.sbn\r\ndsp45.8.sbn \r\n\tcvm45sccp.8.sbn \r\n";

        LoadManifest manifest = LoadManifest.Parse(new ArraySegment<byte>(Encoding.ASCII.GetBytes(Text)), out _)!;

        Assert.Equal(new[] { "Jar45sccp.8.sbn", "dsp45.8.sbn", "cvm45sccp.8.sbn" }, manifest.Members);
        Assert.Equal("8-5-2TH1-9", manifest.Build);
        Assert.Equal(new[] { "HARDWARE_COMP_1 7" }, manifest.HardwareRequirements);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only comments\r\n")]
    [InlineData("../../etc/passwd\r\n")]
    [InlineData("C:\\x.sbn\r\n")]
    [InlineData("nul\r\n")]
    [InlineData("a\u0001.sbn\r\n")]
    public void A_manifest_that_names_nothing_or_leads_elsewhere_is_refused(string text) =>
        Assert.Null(LoadManifest.Parse(new ArraySegment<byte>(Encoding.ASCII.GetBytes(text)), out _));

    [Fact]
    public void A_manifest_of_thousands_of_lines_is_refused() =>
        Assert.Null(LoadManifest.Parse(new ArraySegment<byte>(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 65).Select(i => $"a{i}.sbn\n")))), out _));

    [Property(MaxTest = 300)]
    public bool A_mutated_zip_is_read_or_refused_and_never_throws(int seed)
    {
        byte[] good = Bundles.Zip(75, new SyntheticBundleOptions { Scale = 0.001 });
        byte[] bytes = Mutate(good, seed, int.MaxValue);
        using var zip = new MemoryStream(bytes);
        LoadZip read = LoadZip.Read(zip, "x.zip", Bundles.Rehearsal);
        bool same = bytes.SequenceEqual(good);
        return same || read.Report.AllProblems.Any() || read.Report.Verdict == LoadVerdict.Good;
    }

    [Property(MaxTest = 500)]
    public bool Any_bytes_are_recognised_and_explained(byte[] bytes)
    {
        using var zip = new MemoryStream(bytes);
        LoadReport report = LoadZip.Read(zip, "x.zip", Bundles.Rehearsal).Report;
        return report.Verdict >= LoadVerdict.Refused && report.Problems.All(p => p.What.Length > 0 && p.Advice.Length > 0);
    }
}
