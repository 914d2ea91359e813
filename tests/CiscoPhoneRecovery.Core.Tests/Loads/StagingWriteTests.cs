using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

/// <summary>What a staging writes, when, and when it writes nothing at all.</summary>
public class StagingWriteTests
{
    private const string Root = "/root";

    private static readonly StagingOptions Plain = new() { Rehearsal = true };

    private readonly FakeDisk _disk = new();

    public StagingWriteTests() => _disk.Content["/a.zip"] = Bundles.Zip(45);

    private StagingResult Stage(StagingOptions options, string zip = "/a.zip") =>
        Assert.Single(new StagingArea(_disk).Stage(new[] { zip }, Root, options));

    [Fact]
    public void Every_file_is_with_the_device_before_it_moves_and_so_is_the_list_of_the_moves()
    {
        Assert.Equal(StagingOutcome.Staged, Stage(Plain).Outcome);

        Assert.Contains(_disk.Moves, m => m.To == "/root/term45.default.loads");
        Assert.Contains(_disk.Moves, m => m.To.EndsWith("/commit", StringComparison.Ordinal));
        Assert.All(_disk.Moves, m => Assert.True(m.WasFlushed, $"{m.To} could be lost when the power goes"));
    }

    [Fact]
    public void A_run_that_finds_one_file_missing_brings_that_one_alone()
    {
        Stage(Plain);
        _disk.Content.Remove("/root/term65.default.loads");
        _disk.Moves.Clear();

        Assert.Equal(StagingOutcome.Staged, Stage(Plain).Outcome);

        Assert.Equal(new[] { "/root/term65.default.loads" }, _disk.Moves.Select(m => m.To).Where(t => Path.GetDirectoryName(t) == Root));
    }

    [Fact]
    public void Files_that_are_there_already_need_no_space()
    {
        Stage(Plain);
        _disk.Free = _disk.Content["/root/term65.default.loads"].Length;
        _disk.Content.Remove("/root/term65.default.loads");

        Assert.Equal(StagingOutcome.Staged, Stage(Plain).Outcome);
    }

    [Fact]
    public void A_real_disk_tells_how_much_space_it_has() =>
        Assert.InRange(new StagingDisk().FreeBytes(Path.GetTempPath()), 0, long.MaxValue - 1);

    [Fact]
    public void WhatIf_leaves_even_the_traces_of_an_interrupted_run_where_they_are()
    {
        Stage(Plain);
        _disk.CreateDirectory("/root/.phone-staging");
        _disk.Content["/root/.phone-staging/commit"] = Encoding.UTF8.GetBytes("term45.default.loads\t\n");
        Dictionary<string, byte[]> before = new(_disk.Content);
        int changes = _disk.Changes;

        Stage(Plain with { WhatIf = true });

        Assert.Equal(changes, _disk.Changes);
        Assert.Equal(before.Keys.OrderBy(k => k), _disk.Content.Keys.OrderBy(k => k));
        Assert.True(_disk.HasTraces(Root));
    }

    [Fact]
    public void An_unsafe_zip_is_not_staged_with_Force_either()
    {
        _disk.Content["/evil.zip"] = TestZips.ZipOf(z =>
        {
            TestZips.AddBundle(z);
            TestZips.Add(z, "../evil.sbn", new byte[] { 1 });
        });

        StagingResult result = Stage(Plain with { Force = true }, "/evil.zip");

        Assert.Equal(StagingOutcome.Refused, result.Outcome);
        Assert.Contains(result.Report.Problems, p => p.Code == LoadProblemCode.UnsafeArchive);
        Assert.Equal(0, _disk.Changes);
    }

    [Fact]
    public void On_a_real_disk_the_lock_is_held_against_another_expansion()
    {
        string root = Directory.CreateTempSubdirectory("loads-").FullName;
        try
        {
            var disk = new StagingDisk();
            using (StagingFolder.Open(disk, root))
            {
                StationException error = Assert.Throws<StationException>(() => StagingFolder.Open(disk, root));
                Assert.Contains("under way", error.Message);
            }

            StagingFolder.Open(disk, root).Dispose();
            Assert.Empty(Directory.GetFileSystemEntries(root));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
