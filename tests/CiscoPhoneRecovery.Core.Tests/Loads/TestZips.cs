using System;
using System.IO;
using System.IO.Compression;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

/// <summary>Zips of every kind, made for tests.</summary>
internal static class TestZips
{
    public static byte[] ZipOf(Action<ZipArchive> write)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            write(zip);
        }

        return stream.ToArray();
    }

    public static ZipArchiveEntry Add(ZipArchive zip, string name, byte[] content)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name);
        using (Stream stream = entry.Open())
        {
            stream.Write(content);
        }

        return entry;
    }

    public static void AddBundle(ZipArchive zip, string folder = "")
    {
        foreach (SyntheticFile file in SyntheticBundle.Create(75, new SyntheticBundleOptions { Scale = 0.001 }).Files)
        {
            Add(zip, folder + file.Name, file.Content);
        }
    }

    public static LoadZip Read(byte[] zip, string name = "x.zip", StagingLimits? limits = null) =>
        LoadZip.Read(new MemoryStream(zip), name, Bundles.Rehearsal, limits);

    public static void AssertRefused(LoadZip zip, LoadProblemCode code, string what)
    {
        Assert.Empty(zip.Files);
        Assert.Contains(zip.Report.Problems, p => p.Code == code && p.What.Contains(what, StringComparison.Ordinal) && p.Severity == ProblemSeverity.Error);
        Assert.False(zip.Report.MayBeUsed(force: true));
    }

    public static int Find(byte[] bytes, uint signature, int from = 0)
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
