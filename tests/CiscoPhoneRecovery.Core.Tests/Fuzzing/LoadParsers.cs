using System;
using System.IO;
using System.Linq;
using CiscoPhoneRecovery.Loads;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Fuzzing;

/// <summary>Parsers of firmware files. Each gives a value or a reason.</summary>
internal static class LoadParsers
{
    public static void SignedHeaders(byte[] input)
    {
        SignedHeader? header = SignedHeader.Parse(new ArraySegment<byte>(input), out string? error);
        Assert.Equal(header is null, !string.IsNullOrEmpty(error));
        if (header is not null)
        {
            Assert.InRange(header.Length, 1, input.Length);
        }
    }

    public static void Manifests(byte[] input)
    {
        LoadManifest? manifest = LoadManifest.Parse(new ArraySegment<byte>(input), out string? error);
        Assert.Equal(manifest is null, !string.IsNullOrEmpty(error));
        if (manifest is null)
        {
            return;
        }

        Assert.All(manifest.Members, member => Assert.Null(SafeName.WhyUnsafe(member)));
        byte[] written = System.Text.Encoding.ASCII.GetBytes(string.Concat(manifest.Members.Select(m => m + "\r\n")));
        Assert.Equal(manifest.Members, LoadManifest.Parse(new ArraySegment<byte>(written), out _)?.Members);
    }

    public static void Archives(byte[] input)
    {
        using var stream = new MemoryStream(input, writable: false);
        ImageArchive? archive = ImageArchive.Read(stream, input.Length, out string? error);
        Assert.Equal(archive is null, !string.IsNullOrEmpty(error));
        Assert.True(archive is null || archive.ExtraBytes >= 0);
    }

    /// <summary>As staging reads it: judged, then every member that would be staged inflated, within small limits.</summary>
    public static void Zips(byte[] input)
    {
        using var stream = new MemoryStream(input, writable: false);
        var limits = new StagingLimits { MaximumMemberLength = 64 * 1024, MaximumTotalLength = 256 * 1024, MaximumMembers = 64 };
        LoadZip zip = LoadZip.Read(stream, "cmterm-7945_7965-sccp.8-5-2.zip", new LoadJudgeOptions { Rehearsal = true }, limits);
        Assert.All(zip.Files, file => Assert.Null(SafeName.WhyUnsafe(file.Target)));
    }
}
