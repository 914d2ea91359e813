using System;
using System.Collections.Generic;
using System.IO;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Simulation;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Loads;

/// <summary>Staging onto a volume that really fills up: a tmpfs of a few hundred kilobytes.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cpr-loads-").FullName;
    private bool _mounted;

    private string Volume => Path.Combine(_folder, "volume");

    public void Dispose()
    {
        if (_mounted)
        {
            Run("umount", Volume);
        }

        Directory.Delete(_folder, recursive: true);
    }

    [SkippableTheory]
    [InlineData(4)]
    [InlineData(64)]
    [InlineData(120)]
    [InlineData(160)]
    public void A_disk_that_fills_up_is_an_error_and_leaves_nothing_half(int kibibytesFree)
    {
        string zip = MakeZip();
        Mount(kibibytes: 1024);
        string root = Path.Combine(Volume, "root");
        Directory.CreateDirectory(root);
        File.WriteAllText(Path.Combine(root, "mine.txt"), "mine");
        FillUpTo(kibibytesFree);

        StagingResult result = Stage(zip, root);

        Assert.Equal(StagingOutcome.Failed, result.Outcome);
        Assert.Contains("is full", result.Error!.Message);
        Assert.Equal(new[] { Path.Combine(root, "mine.txt") }, Directory.GetFileSystemEntries(root));

        File.Delete(Path.Combine(Volume, "ballast"));
        Assert.Equal(StagingOutcome.Staged, Stage(zip, root).Outcome);
        Assert.Equal(9, Directory.GetFileSystemEntries(root).Length);
    }

    [SkippableFact]
    public void A_volume_that_is_too_small_is_refused_before_a_byte_is_written()
    {
        string zip = MakeZip();
        Mount(kibibytes: 64);

        StagingResult result = Assert.Single(new StagingArea().Stage(new[] { zip }, Path.Combine(Volume, "root"), new StagingOptions { Rehearsal = true }));

        Assert.Contains("is full", result.Error!.Message);
        Assert.Empty(Directory.GetFileSystemEntries(Volume));
    }

    [SkippableFact]
    public void A_volume_that_is_read_only_is_an_error_that_names_the_folder()
    {
        string zip = MakeZip();
        Mount(kibibytes: 1024);
        Run("mount", "-o", "remount,ro", Volume);

        StagingResult result = Assert.Single(new StagingArea().Stage(new[] { zip }, Path.Combine(Volume, "root"), new StagingOptions { Rehearsal = true }));

        Assert.Equal(StagingOutcome.Failed, result.Outcome);
        Assert.Contains(Volume, result.Error!.Message);
    }

    private static StagingResult Stage(string zip, string root) => Assert.Single(
        new StagingArea(new TrustfulDisk()).Stage(new[] { zip }, root, new StagingOptions { Rehearsal = true }));

    private string MakeZip()
    {
        string path = Path.Combine(_folder, "cmterm-7945_7965-sccp.8-5-2.zip");
        using FileStream stream = File.Create(path);

        // 164 KB, unpacked.
        SyntheticBundle.Create(45, new SyntheticBundleOptions { Scale = 0.02 }).WriteZip(stream);
        return path;
    }

    private void Mount(int kibibytes)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.UserName == "root", "a tmpfs takes Linux and root");
        Directory.CreateDirectory(Volume);
        LabResult result = Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k", "cpr-loads", Volume);
        Skip.IfNot(result.ExitCode == 0, "no tmpfs can be mounted here: " + result.All);
        _mounted = true;
    }

    private void FillUpTo(int kibibytesFree)
    {
        using FileStream ballast = File.Create(Path.Combine(Volume, "ballast"));
        byte[] page = new byte[4096];
        while (new DriveInfo(Volume).AvailableFreeSpace > (kibibytesFree + 4) * 1024)
        {
            ballast.Write(page);
            ballast.Flush(flushToDisk: true);
        }
    }

    private static LabResult Run(string program, params string[] arguments)
    {
        using var process = new LabProcess(program, arguments);
        return process.WaitForExit();
    }

    /// <summary>The real disk, but for the free space that it promises: so the volume fills up in the middle of a file.</summary>
    private sealed class TrustfulDisk : IStagingDisk
    {
        private readonly StagingDisk _disk = new();

        public bool FileExists(string path) => _disk.FileExists(path);

        public bool DirectoryExists(string path) => _disk.DirectoryExists(path);

        public IReadOnlyList<string> Files(string directory) => _disk.Files(directory);

        public long LengthOf(string path) => _disk.LengthOf(path);

        public long FreeBytes(string directory) => long.MaxValue;

        public Stream OpenRead(string path) => _disk.OpenRead(path);

        public Stream Create(string path) => _disk.Create(path);

        public Stream Lock(string path) => _disk.Lock(path);

        public void FlushToDevice(Stream stream) => _disk.FlushToDevice(stream);

        public void Move(string from, string to) => _disk.Move(from, to);

        public void DeleteFile(string path) => _disk.DeleteFile(path);

        public void CreateDirectory(string path) => _disk.CreateDirectory(path);

        public void DeleteDirectory(string path) => _disk.DeleteDirectory(path);
    }
}
