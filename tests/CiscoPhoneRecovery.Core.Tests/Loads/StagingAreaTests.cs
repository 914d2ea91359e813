using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

public class StagingAreaTests
{
    private const string Root = "/root";

    private static readonly StagingOptions Plain = new() { Rehearsal = true };
    private static readonly StagingOptions Forced = new() { Rehearsal = true, Force = true };

    private static FakeDisk DiskWith(params (string Path, byte[] Bytes)[] files)
    {
        var disk = new FakeDisk();
        foreach ((string path, byte[] bytes) in files)
        {
            disk.Content[path] = bytes;
        }

        return disk;
    }

    private static StagingResult Stage(FakeDisk disk, string zip, StagingOptions? options = null) =>
        Assert.Single(new StagingArea(disk).Stage(new[] { zip }, Root, options ?? Plain));

    private static void AssertHolds(FakeDisk disk, SyntheticBundle bundle)
    {
        Dictionary<string, byte[]> root = disk.Root(Root);
        Assert.All(bundle.Files, f => Assert.Equal(f.Content, root[f.Name]));
        Assert.False(disk.HasTraces(Root));
    }

    [Fact]
    public void A_zip_s_files_are_in_the_root_byte_for_byte_and_nothing_else_is()
    {
        FakeDisk disk = DiskWith(("/a.zip", Bundles.Zip(45)));

        StagingResult result = Stage(disk, "/a.zip");

        Assert.Equal(StagingOutcome.Staged, result.Outcome);
        AssertHolds(disk, SyntheticBundle.Create(45, Bundles.Small));
        Assert.Equal(8, disk.Root(Root).Count);
        Assert.Equal("SCCP45.8-5-2S", Assert.Single(result.Loads).Name);
    }

    [Fact]
    public void A_second_run_writes_nothing()
    {
        FakeDisk disk = DiskWith(("/a.zip", Bundles.Zip(45)));
        Stage(disk, "/a.zip");
        int changes = disk.Changes;

        StagingResult again = Stage(disk, "/a.zip");

        Assert.Equal(StagingOutcome.Unchanged, again.Outcome);
        Assert.All(again.Files, f => Assert.Equal(StagedFileAction.Keep, f.Action));
        Assert.Equal(changes, disk.Changes);
    }

    [Fact]
    public void WhatIf_says_what_would_be_done_and_touches_nothing()
    {
        FakeDisk disk = DiskWith(("/a.zip", Bundles.Zip(45)));

        StagingResult result = Stage(disk, "/a.zip", Plain with { WhatIf = true });

        Assert.Equal(StagingOutcome.WouldStage, result.Outcome);
        Assert.Equal(8, result.Files.Count(f => f.Action == StagedFileAction.Add));
        Assert.Equal(0, disk.Changes);
    }

    [Fact]
    public void A_different_file_is_not_overwritten_without_Force()
    {
        byte[] mine = { 1, 2, 3 };
        FakeDisk disk = DiskWith(("/a.zip", Bundles.Zip(45)), ("/root/term45.default.loads", mine));
        disk.CreateDirectory(Root);

        StagingResult result = Stage(disk, "/a.zip");

        Assert.Equal(StagingOutcome.Refused, result.Outcome);
        LoadProblem problem = Assert.Single(result.Report.Problems, p => p.Code == LoadProblemCode.WouldOverwrite);
        Assert.Equal("term45.default.loads", problem.File);
        Assert.Equal(mine, disk.Content["/root/term45.default.loads"]);
        Assert.Single(disk.Root(Root));
    }

    [Fact]
    public void Force_replaces_a_different_file_even_one_spelled_in_another_case()
    {
        FakeDisk disk = DiskWith(("/a.zip", Bundles.Zip(45)), ("/root/TERM45.default.loads", new byte[] { 1 }));
        disk.CreateDirectory(Root);

        Assert.Equal(StagingOutcome.Staged, Stage(disk, "/a.zip", Forced).Outcome);

        AssertHolds(disk, SyntheticBundle.Create(45, Bundles.Small));
        Assert.Equal(8, disk.Root(Root).Count);
    }

    [Fact]
    public void Another_release_of_a_family_that_is_in_the_root_is_refused()
    {
        FakeDisk disk = DiskWith(("/a.zip", Bundles.Zip(45)), ("/b.zip", Bundles.Zip(45, Bundles.Small with { Release = "8-4-4" })));

        IReadOnlyList<StagingResult> results = new StagingArea(disk).Stage(new[] { "/a.zip", "/b.zip" }, Root, Plain);

        Assert.Equal(new[] { StagingOutcome.Staged, StagingOutcome.Refused }, results.Select(r => r.Outcome));
        Assert.Contains(results[1].Report.Problems, p => p.Code == LoadProblemCode.MixedReleases && p.What.Contains("SCCP45.8-5-2S"));
        AssertHolds(disk, SyntheticBundle.Create(45, Bundles.Small));
    }

    [Fact]
    public void A_load_that_the_gate_refuses_is_staged_with_Force_only()
    {
        FakeDisk disk = DiskWith(("/a.zip", Bundles.Zip(75, Bundles.Small with { Release = "8-5-2SR1" })));

        Assert.Equal(StagingOutcome.Refused, Stage(disk, "/a.zip").Outcome);
        Assert.Equal(StagingOutcome.Staged, Stage(disk, "/a.zip", Forced).Outcome);
    }

    [Fact]
    public void One_bad_zip_does_not_stop_the_others()
    {
        FakeDisk disk = DiskWith(("/a.zip", new byte[] { 1 }), ("/c.zip", Bundles.Zip(42)));

        IReadOnlyList<StagingResult> results = new StagingArea(disk).Stage(new[] { "/a.zip", "/b.zip", "/c.zip" }, Root, Plain);

        Assert.Equal(new[] { StagingOutcome.Refused, StagingOutcome.Failed, StagingOutcome.Staged }, results.Select(r => r.Outcome));
        Assert.Contains("no such file", results[1].Error!.Message);
    }

    [Fact]
    public void A_full_disk_is_seen_before_anything_is_written()
    {
        FakeDisk disk = DiskWith(("/a.zip", Bundles.Zip(45)));
        disk.Free = 1000;

        StagingResult result = Stage(disk, "/a.zip");

        Assert.Equal(StagingOutcome.Failed, result.Outcome);
        Assert.Contains("is full", result.Error!.Message);
        Assert.Empty(disk.Root(Root));
        Assert.False(disk.DirectoryExists(Root));
    }

    /// <summary>The disk fills up, or the process is killed, at every single change that a staging with replacements makes.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fault_at_any_step_leaves_the_root_as_it_was_or_complete(bool kills)
    {
        byte[] zip = Bundles.Zip(45);
        SyntheticBundle bundle = SyntheticBundle.Create(45, Bundles.Small);
        SyntheticBundle other = SyntheticBundle.Create(45, Bundles.Small with { Seed = 9 });
        int steps = int.MaxValue;
        for (int failAt = 1; failAt <= steps; failAt++)
        {
            FakeDisk disk = DiskWith(("/a.zip", zip), ("/root/other.sbn", new byte[] { 7 }));
            disk.CreateDirectory(Root);
            foreach (SyntheticFile file in other.Files.Where((_, i) => i % 2 == 0))
            {
                disk.Content["/root/" + file.Name] = file.Content;
            }

            Dictionary<string, byte[]> before = disk.Root(Root);
            disk.Kills = kills;
            int start = disk.Changes;
            disk.FailAt = start + failAt;
            StagingOutcome? outcome = null;
            try
            {
                outcome = Stage(disk, "/a.zip", Forced).Outcome;
            }
            catch (KilledException)
            {
                // As if the power had gone; the next run finds what is left.
                disk.Reboot();
                new StagingArea(disk).Stage(new string[0], Root, Forced);
            }

            steps = disk.Changes - start < failAt && disk.FailAt != 0 ? failAt : steps;
            Dictionary<string, byte[]> after = disk.Root(Root);
            bool complete = bundle.Files.All(f => after.TryGetValue(f.Name, out byte[]? bytes) && bytes.SequenceEqual(f.Content));
            bool untouched = after.Count == before.Count && before.All(f => after.TryGetValue(f.Key, out byte[]? bytes) && bytes.SequenceEqual(f.Value));
            Assert.True(complete || untouched, $"step {failAt}: neither the old root nor the new");
            Assert.True(outcome is not StagingOutcome.Staged || complete, $"step {failAt}: said to be staged, and is not");
            Assert.True(outcome is not StagingOutcome.Failed || untouched, $"step {failAt}: said to have failed, and is staged");

            disk.Reboot();
            Assert.Contains(Stage(disk, "/a.zip", Forced).Outcome, new[] { StagingOutcome.Staged, StagingOutcome.Unchanged });
            AssertHolds(disk, bundle);
            Assert.Equal(new byte[] { 7 }, disk.Content["/root/other.sbn"]);
        }

        Assert.InRange(steps, 40, 200);
    }

    /// <summary>Killed in the middle of a replacement, and killed again at every step of taking it back.</summary>
    [Fact]
    public void Being_killed_while_taking_back_does_no_harm_either()
    {
        byte[] zip = Bundles.Zip(75);
        SyntheticBundle other = SyntheticBundle.Create(75, Bundles.Small with { Seed = 9 });
        for (int first = 10; first < 60; first += 3)
        {
            for (int second = 1; second < 30; second += 2)
            {
                FakeDisk disk = DiskWith(("/a.zip", zip));
                disk.CreateDirectory(Root);
                foreach (SyntheticFile file in other.Files)
                {
                    disk.Content["/root/" + file.Name] = file.Content;
                }

                disk.Kills = true;
                bool staged = !KilledAt(disk, first, () => Stage(disk, "/a.zip", Forced));
                KilledAt(disk, second, () => new StagingArea(disk).Stage(new string[0], Root, Forced));
                new StagingArea(disk).Stage(new string[0], Root, Forced);

                Dictionary<string, byte[]> root = disk.Root(Root);
                byte[] Wanted(SyntheticBundle bundle, int i) => bundle.Files[i].Content;
                bool isOld = other.Files.Select((f, i) => root[f.Name].SequenceEqual(Wanted(other, i))).All(same => same);
                bool isNew = !isOld && SyntheticBundle.Create(75, Bundles.Small).Files.All(f => root[f.Name].SequenceEqual(f.Content));
                Assert.True(isOld || isNew, $"killed at {first}, then at {second}");
                Assert.True(isNew || !staged, $"staged, killed at {second} of tidying, and gone");
                Assert.False(disk.HasTraces(Root));
            }
        }
    }

    private static bool KilledAt(FakeDisk disk, int step, System.Action action)
    {
        disk.FailAt = disk.Changes + step;
        try
        {
            action();
            return false;
        }
        catch (KilledException)
        {
            return true;
        }
        finally
        {
            disk.Reboot();
        }
    }

    [Fact]
    public void A_zip_is_staged_in_little_memory()
    {
        string folder = Path.Combine(Path.GetTempPath(), "loads-" + Path.GetRandomFileName());
        try
        {
            Directory.CreateDirectory(folder);
            string zip = Path.Combine(folder, "a.zip");
            using (FileStream stream = File.Create(zip))
            {
                SyntheticBundle.Create(70).WriteZip(stream);
            }

            Stage(Path.Combine(folder, "first"));
            long before = System.GC.GetAllocatedBytesForCurrentThread();
            Stage(Path.Combine(folder, "second"));
            long allocated = System.GC.GetAllocatedBytesForCurrentThread() - before;

            // 8.3 MB of images, read twice and written once.
            Assert.InRange(allocated, 0, 4_000_000);

            void Stage(string root) => Assert.Equal(StagingOutcome.Staged, Assert.Single(new StagingArea().Stage(new[] { zip }, root, Plain)).Outcome);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void While_one_expansion_works_in_a_root_another_is_turned_away()
    {
        FakeDisk disk = DiskWith(("/a.zip", Bundles.Zip(45)));
        disk.CreateDirectory(Root);
        using (StagingFolder.Open(disk, Root))
        {
            StationException error = Assert.Throws<StationException>(() => new StagingArea(disk).Stage(new[] { "/a.zip" }, Root, Plain));
            Assert.Contains("under way", error.Message);
        }

        Assert.Equal(StagingOutcome.Staged, Stage(disk, "/a.zip").Outcome);
    }

    [Fact]
    public void When_taking_back_fails_as_well_the_error_says_so_and_the_next_run_mends_it()
    {
        byte[] zip = Bundles.Zip(75);
        bool seen = false;
        for (int failAt = 1; failAt < 60; failAt++)
        {
            FakeDisk disk = DiskWith(("/a.zip", zip), ("/root/term75.default.loads", new byte[] { 7 }));
            disk.CreateDirectory(Root);
            disk.FailAt = disk.Changes + failAt;
            disk.KeepsFailing = true;
            StagingResult? result = null;
            try
            {
                result = Stage(disk, "/a.zip", Forced);
            }
            catch (StationException)
            {
                // The folder could not even be opened.
            }

            seen |= result?.Error?.Message.Contains("so did taking it back") == true;
            disk.Reboot();
            new StagingArea(disk).Stage(new string[0], Root, Forced);
            Assert.True(result?.Outcome == StagingOutcome.Staged || disk.Content["/root/term75.default.loads"].Length == 1, $"step {failAt}");
            Assert.False(disk.HasTraces(Root));
        }

        Assert.True(seen);
    }

    [Fact]
    public void A_cancelled_staging_leaves_no_trace()
    {
        FakeDisk disk = DiskWith(("/a.zip", Bundles.Zip(45)));
        using var source = new CancellationTokenSource();
        var progress = new ImmediateProgress(p =>
        {
            if (p.Phase == StagingPhase.Unpacking && p.BytesDone > p.BytesTotal / 2)
            {
                source.Cancel();
            }
        });

        Assert.Throws<System.OperationCanceledException>(() => new StagingArea(disk).Stage(new[] { "/a.zip" }, Root, Plain, progress, source.Token));

        Assert.Empty(disk.Root(Root));
        Assert.False(disk.HasTraces(Root));
    }

    [Fact]
    public void Progress_grows_from_nothing_to_everything()
    {
        FakeDisk disk = DiskWith(("/a.zip", Bundles.Zip(45)), ("/b.zip", Bundles.Zip(42)));
        var percents = new List<int>();

        new StagingArea(disk).Stage(new[] { "/a.zip", "/b.zip" }, Root, Plain, new ImmediateProgress(p => percents.Add(p.Percent)));

        Assert.Equal(percents.OrderBy(p => p), percents);
        Assert.Equal(100, percents[^1]);
    }

    [Fact]
    public void On_a_real_disk_zips_are_staged_read_back_and_staged_again_without_a_change()
    {
        string folder = Path.Combine(Path.GetTempPath(), "loads-" + Path.GetRandomFileName());
        try
        {
            Directory.CreateDirectory(folder);
            IReadOnlyList<string> names = SyntheticBundle.WriteAll(n => File.Create(Path.Combine(folder, n)), Bundles.Small);
            string[] zips = names.Select(n => Path.Combine(folder, n)).ToArray();
            string root = Path.Combine(folder, "deep", "root");

            Assert.All(new StagingArea().Stage(zips, root, Plain), r => Assert.Equal(StagingOutcome.Staged, r.Outcome));
            Assert.All(new StagingArea().Stage(zips, root, Plain), r => Assert.Equal(StagingOutcome.Unchanged, r.Outcome));

            LoadReport report = RootReader.Read(root, Bundles.Rehearsal);
            Assert.Equal(6, report.Loads.Count);
            Assert.Equal(LoadVerdict.Good, report.Verdict);
            Assert.All(report.Coverage, c => Assert.True(c.IsRecovered));
            Assert.Equal(47, Directory.GetFileSystemEntries(root).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class ImmediateProgress : System.IProgress<StagingProgress>
    {
        private readonly System.Action<StagingProgress> _report;

        public ImmediateProgress(System.Action<StagingProgress> report) => _report = report;

        public void Report(StagingProgress value) => _report(value);
    }
}
