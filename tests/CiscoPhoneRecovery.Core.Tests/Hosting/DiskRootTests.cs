using System;
using System.IO;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Hosting;

[Trait("Area", "TFTP")]
public sealed class DiskRootTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("disk-root-").FullName;
    private readonly string _folder;

    public DiskRootTests()
    {
        _folder = Path.Combine(_parent, "root");
        Directory.CreateDirectory(Path.Combine(_folder, "Desktops", "320x196x4"));
        File.WriteAllText(Path.Combine(_folder, "term11.default.loads"), "first");
        File.WriteAllText(Path.Combine(_folder, "Desktops", "320x196x4", "List.xml"), "list");
        File.WriteAllText(Path.Combine(_parent, "secret"), "outside");
        Directory.CreateDirectory(Path.Combine(_parent, "root-sibling"));
        File.WriteAllText(Path.Combine(_parent, "root-sibling", "secret"), "outside");
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Theory]
    [Trait("Checklist", "T24")]
    [InlineData("term11.default.loads", "first")]
    [InlineData("/TERM11.default.loads", "first")]
    [InlineData("desktops\\320x196x4/list.xml", "list")]
    public void Files_are_found_below_the_root(string name, string content)
    {
        using var root = new DiskRoot(_folder);

        Assert.Equal(content, Read(root.Find(name)));
    }

    [Theory]
    [Trait("Checklist", "T24")]
    [InlineData("../secret")]
    [InlineData("..\\secret")]
    [InlineData("../root-sibling/secret")]
    [InlineData("Desktops/../../secret")]
    [InlineData("Desktops")]
    [InlineData("")]
    public void Nothing_else_is(string name)
    {
        using var root = new DiskRoot(_folder);

        Assert.Null(root.Find(name).File);
        Assert.Null(root.Find(Path.Combine(_parent, "secret")).File);
    }

    [SkippableFact]
    [Trait("Checklist", "T24")]
    public void Links_are_not_followed()
    {
        Link(Path.Combine(_folder, "link"), Path.Combine(_parent, "secret"));
        Link(Path.Combine(_folder, "folder"), Path.Combine(_parent, "root-sibling"));
        using var root = new DiskRoot(_folder);

        Assert.Null(root.Find("link").File);
        Assert.Null(root.Find("folder/secret").File);
    }

    [SkippableFact]
    [Trait("Checklist", "T24")]
    public void A_link_put_in_the_place_of_a_file_is_not_followed_either()
    {
        using var root = new DiskRoot(_folder);
        string file = Path.Combine(_folder, "term11.default.loads");
        File.Delete(file);
        Link(file, Path.Combine(_parent, "secret"));

        Assert.Equal(TftpLookupKind.NotFound, root.Find("term11.default.loads").Kind);
    }

    [Fact]
    public void A_file_that_appears_is_served_without_a_restart()
    {
        using var root = new DiskRoot(_folder);
        Assert.Null(root.Find("new.xml").File);
        File.WriteAllText(Path.Combine(_folder, "new.xml"), "new");

        Assert.Equal("new", Read(root.Find("new.xml")));
    }

    [Fact]
    [Trait("Checklist", "T28")]
    public void A_replaced_file_is_a_new_version_and_the_old_one_knows()
    {
        using var root = new DiskRoot(_folder);
        ITftpFile old = root.Find("term11.default.loads").File!;
        File.WriteAllText(Path.Combine(_folder, "term11.default.loads"), "second");

        Assert.Equal("second", Read(root.Find("term11.default.loads")));
        Assert.True(old.Changed);
        Assert.Equal(5, old.Length);
    }

    [Theory]
    [Trait("Checklist", "T28")]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_changed_or_deleted_is_noticed_without_another_request(bool delete)
    {
        using var root = new DiskRoot(_folder, new DiskRootLimits { WatchInterval = TimeSpan.FromMilliseconds(20) });
        ITftpFile file = root.Find("term11.default.loads").File!;
        if (delete)
        {
            File.Delete(Path.Combine(_folder, "term11.default.loads"));
        }
        else
        {
            File.WriteAllText(Path.Combine(_folder, "term11.default.loads"), "other");
            File.SetLastWriteTimeUtc(Path.Combine(_folder, "term11.default.loads"), DateTime.UtcNow.AddSeconds(5));
        }

        Assert.True(SpinWait.SpinUntil(() => file.Changed, 5000));
    }

    [Fact]
    public void Two_requests_share_one_copy()
    {
        using var root = new DiskRoot(_folder);

        Assert.Same(root.Find("term11.default.loads").File, root.Find("TERM11.DEFAULT.LOADS").File);
    }

    [Fact]
    public void A_copy_in_use_is_shared_even_after_it_was_let_go_for_idleness()
    {
        using var root = new DiskRoot(_folder, new DiskRootLimits { WatchInterval = TimeSpan.FromMilliseconds(10), KeepIdle = TimeSpan.Zero });
        ITftpFile file = root.Find("term11.default.loads").File!;
        Thread.Sleep(100);

        Assert.Same(file, root.Find("term11.default.loads").File);
        Assert.False(file.Changed);
    }

    [Fact]
    [Trait("Checklist", "T28")]
    public void A_file_too_long_to_keep_is_read_from_the_disk_and_a_change_is_seen_with_the_next_block()
    {
        using var root = new DiskRoot(_folder, new DiskRootLimits { MaxCachedFile = 2 });
        ITftpFile file = root.Find("term11.default.loads").File!;
        Assert.Equal("first", Read(file));
        Assert.False(file.Changed);
        File.WriteAllText(Path.Combine(_folder, "term11.default.loads"), "cut");

        file.Read(0, new byte[5], 0, 5);
        Assert.True(file.Changed);
    }

    [Fact]
    [Trait("Checklist", "T28")]
    public void A_file_that_changed_after_it_was_looked_at_is_read_as_it_is_now()
    {
        string path = Path.Combine(_folder, "term11.default.loads");
        FileStamp before = FileStamp.Of(path)!.Value;
        File.WriteAllText(path, "a longer second version");

        DiskFile file = new DiskFileCache(new DiskRootLimits()).Load("term11.default.loads", path, before)!;
        Assert.Equal("a longer second version", Read(file));
        Assert.Equal(FileStamp.Of(path), file.Stamp);
    }

    [Fact]
    [Trait("Checklist", "T28")]
    public void A_file_that_was_still_being_written_is_read_again_once_its_stamp_can_be_trusted()
    {
        string path = Path.Combine(_folder, "term11.default.loads");
        using var root = new DiskRoot(_folder, new DiskRootLimits { WatchInterval = TimeSpan.FromMilliseconds(50) });
        File.WriteAllText(path, "half-");
        DateTime tick = File.GetLastWriteTimeUtc(path);
        ITftpFile torn = root.Find("term11.default.loads").File!;
        using (var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            writer.Write("whole"u8);
        }

        File.SetLastWriteTimeUtc(path, tick);
        Assert.True(SpinWait.SpinUntil(() => torn.Changed, 10_000));
        Assert.Equal("whole", Read(root.Find("term11.default.loads")));
    }

    [SkippableTheory]
    [Trait("Checklist", "T28")]
    [InlineData(false)]
    [InlineData(true)]
    public void Another_file_with_the_length_and_the_time_of_the_first_is_another(bool large)
    {
        string path = Path.Combine(_folder, "term11.default.loads");
        var time = new DateTime(2009, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, time);
        using var root = new DiskRoot(_folder, large ? new DiskRootLimits { MaxCachedFile = 2 } : null);
        ITftpFile first = root.Find("term11.default.loads").File!;
        Assert.Equal("first", Read(first));
        File.WriteAllText(path + ".new", "other");
        File.SetLastWriteTimeUtc(path + ".new", time);
        DateTime created = File.GetCreationTimeUtc(path);
        File.Move(path + ".new", path, overwrite: true);
        Skip.If(File.GetCreationTimeUtc(path) == created, "this file system does not tell when a file was made");

        Assert.Equal("other", Read(root.Find("term11.default.loads")));
        Assert.True(first.Changed);
    }

    [Theory]
    [Trait("Checklist", "T24")]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_that_was_swapped_for_a_link_is_not_followed(bool large)
    {
        using var root = new DiskRoot(_folder, large ? new DiskRootLimits { MaxCachedFile = 2 } : null);
        Directory.Move(Path.Combine(_folder, "Desktops"), Path.Combine(_parent, "away"));
        Directory.CreateDirectory(Path.Combine(_parent, "root-sibling", "320x196x4"));
        File.WriteAllText(Path.Combine(_parent, "root-sibling", "320x196x4", "List.xml"), "outside");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "Desktops"), Path.Combine(_parent, "root-sibling"));

        Assert.Equal(TftpLookupKind.NotFound, root.Find("Desktops/320x196x4/List.xml").Kind);
    }

    [SkippableTheory]
    [Trait("Checklist", "T28")]
    [InlineData("cut")]
    [InlineData("replaced")]
    [InlineData("deleted")]
    [InlineData("idle")]
    [InlineData("stopped")]
    public void A_file_too_large_to_keep_is_not_held_open_once_it_is(string what)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "what is open is read from /proc");
        var limits = new DiskRootLimits { MaxCachedFile = 2, WatchInterval = TimeSpan.FromMilliseconds(20), KeepIdle = TimeSpan.FromMilliseconds(what == "idle" ? 50 : 60_000) };
        using var root = new DiskRoot(_folder, limits);
        string path = Path.Combine(_folder, "term11.default.loads");
        ITftpFile file = root.Find("term11.default.loads").File!;
        Assert.Equal("first", Read(file));
        Assert.True(what == "idle" || IsOpen(path), "a file in use stays open");
        switch (what)
        {
            case "cut":
                File.WriteAllText(path, "cut");
                file.Read(0, new byte[5], 0, 5);
                Assert.False(IsOpen(path), "what failed is closed at once, not when memory is tidied");
                break;
            case "replaced":
                File.WriteAllText(path + ".new", "second");
                File.Move(path + ".new", path, overwrite: true);
                break;
            case "deleted":
                File.Delete(path);
                break;
            case "stopped":
                root.Dispose();
                break;
            default:
                break;
        }

        Assert.True(SpinWait.SpinUntil(() => !IsOpen(path), TimeSpan.FromSeconds(5)));
        GC.KeepAlive(file);
        Assert.True(what != "idle" || Read(file) == "first", "a transfer that was idle goes on");
    }

    [Fact]
    public void A_virtual_file_is_served_unless_the_folder_has_one()
    {
        using var root = new DiskRoot(_folder);
        root.AddVirtual("XMLDefault.cnf.xml", "made"u8.ToArray());
        Assert.Equal("made", Read(root.Find("xmldefault.cnf.xml")));
        Assert.Contains("XMLDefault.cnf.xml", root.Names);

        File.WriteAllText(Path.Combine(_folder, "XmlDefault.cnf.xml"), "written");
        Assert.Equal("written", Read(root.Find("XmlDefault.cnf.xml")));
    }

    [Fact]
    public void A_folder_that_is_none_is_a_clear_error()
    {
        var error = Assert.Throws<StationException>(() => new DiskRoot(Path.Combine(_parent, "missing")));
        Assert.Contains("missing", error.Message);
    }

    [Fact]
    public void A_folder_with_too_many_files_is_a_clear_error() =>
        Assert.Throws<StationException>(() => new DiskRoot(_folder, new DiskRootLimits { MaxFiles = 1 }));

    [Fact]
    public void A_root_that_disappears_serves_nothing_and_breaks_nothing()
    {
        using var root = new DiskRoot(_folder);
        Directory.Move(_folder, _folder + ".away");

        Assert.Null(root.Find("term11.default.loads").File);
        Directory.Move(_folder + ".away", _folder);
        Assert.Equal("first", Read(root.Find("term11.default.loads")));
    }

    private static void Link(string path, string target)
    {
        try
        {
            File.CreateSymbolicLink(path, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Skip.If(true, "links may not be made here: " + e.Message);
        }
    }

    private static bool IsOpen(string path) => Directory.GetFiles("/proc/self/fd").Any(descriptor =>
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget is { } target && target.StartsWith(path, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // closed meanwhile
        }
    });

    private static string Read(TftpLookup lookup)
    {
        Assert.Equal(TftpLookupKind.Found, lookup.Kind);
        return Read(lookup.File!);
    }

    private static string Read(ITftpFile file)
    {
        byte[] bytes = new byte[file.Length];
        file.Read(0, bytes, 0, bytes.Length);
        return new string(bytes.Select(b => (char)b).ToArray());
    }
}
