using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text.Json.Nodes;
using CiscoPhoneRecovery.Simulation;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Windows;

/// <summary>Zips whose names mean something to Windows, expanded by the Windows build of the program under Wine.</summary>
public sealed class WineExpandTests
{
    /// <summary>A member's name, and why it is refused.</summary>
    private static readonly Dictionary<string, string> Hostile = new()
    {
        ["CON"] = "the name of a Windows device",
        ["NUL.txt"] = "the name of a Windows device",
        ["COM1"] = "the name of a Windows device",
        ["aux.sbn"] = "the name of a Windows device",
        ["lpt9.loads"] = "the name of a Windows device",
        ["a:b"] = "a path with a drive",
        ["apps.sbn:b"] = "a drive or a stream",
        ["apps.sbn::$DATA"] = "a drive or a stream",
        [@"C:\x.sbn"] = "a path with a drive",
        ["C:x.sbn"] = "a path with a drive",
        [@"\\localhost\share\x.sbn"] = "an absolute path",
        [@"..\x.sbn"] = "a path that leads out of the folder",
        ["x.sbn."] = "ends with a dot or a blank",
        ["x.sbn "] = "ends with a dot or a blank",
        ["x.sbn. ."] = "ends with a dot or a blank",
        ["TERM75.default.loads"] = "more than once",
    };

    [SkippableFact]
    public void The_Windows_program_refuses_every_hostile_name_and_stages_a_good_zip_in_any_case()
    {
        using WineProgram wine = WineProgram.Create();
        string zips = Directory.CreateDirectory(Path.Combine(wine.Folder, "zips")).FullName;
        string root = Path.Combine(wine.Folder, "root");
        string[] hostile = Hostile.Keys.Select((name, i) => Zip(Path.Combine(zips, $"hostile-{i:00}.zip"), name)).ToArray();
        string[] before = Entries(wine.Folder);

        // The pattern is the program's to expand, as on Windows; -0 and -1 only, so that a zip that is left out would show.
        LabResult refused = wine.Run(
            "expand", WineProgram.PathOf(zips) + @"\hostile-0*.zip", WineProgram.PathOf(zips) + @"\hostile-1?.zip",
            "--destination", WineProgram.PathOf(root), "--json", "--force");

        Assert.True(refused.ExitCode == 1, refused.All);
        JsonNode[] staged = Staged(refused);
        Assert.Equal(hostile.Select(Path.GetFileName), staged.Select(s => ((string)s["zip"]!).Split('\\')[^1]));
        foreach ((JsonNode zip, KeyValuePair<string, string> expected) in staged.Zip(Hostile))
        {
            Assert.Equal("Refused", (string?)zip["outcome"]);
            Assert.Contains(zip["problems"]!.AsArray(), p =>
                (string?)p!["code"] == "UnsafeArchive" && ((string)p["what"]!).Contains(expected.Value, StringComparison.Ordinal));
        }

        Assert.False(Directory.Exists(root));
        Assert.Equal(before, Entries(wine.Folder));
        AssertGoodZipIsStaged(wine, root);
    }

    /// <summary>Into a root that has one of the files already, in another case: it is the same file, on Windows and here.</summary>
    private static void AssertGoodZipIsStaged(WineProgram wine, string root)
    {
        SyntheticBundle bundle = SyntheticBundle.Create(75, new SyntheticBundleOptions { Scale = 0.02 });
        string zip = Path.Combine(wine.Folder, bundle.ZipName);
        using (FileStream stream = File.Create(zip))
        {
            bundle.WriteZip(stream);
        }

        Directory.CreateDirectory(root);
        SyntheticFile image = bundle.Files.First(f => f.Name.StartsWith("dsp", StringComparison.Ordinal));
        File.WriteAllBytes(Path.Combine(root, image.Name.ToUpperInvariant()), image.Content);

        LabResult first = wine.Run("expand", WineProgram.PathOf(zip), "--destination", WineProgram.PathOf(root), "--json");
        Assert.True(first.ExitCode == 0, first.All);
        Assert.Equal("Staged", (string?)Assert.Single(Staged(first))["outcome"]);
        Assert.Equal(bundle.Files.Count, Directory.GetFiles(root).Length);
        Assert.Empty(Directory.GetDirectories(root));
        foreach (string path in Directory.GetFiles(root))
        {
            SyntheticFile file = bundle.Files.Single(f => string.Equals(f.Name, Path.GetFileName(path), StringComparison.OrdinalIgnoreCase));
            Assert.Equal(file.Content, File.ReadAllBytes(path));
        }

        DateTime[] times = Directory.GetFiles(root).Append(root).Select(File.GetLastWriteTimeUtc).ToArray();
        LabResult second = wine.Run("expand", WineProgram.PathOf(zip), "--destination", WineProgram.PathOf(root), "--json");
        Assert.Equal("Unchanged", (string?)Assert.Single(Staged(second))["outcome"]);
        Assert.Equal(times, Directory.GetFiles(root).Append(root).Select(File.GetLastWriteTimeUtc));
    }

    private static JsonNode[] Staged(LabResult result) => result.Output.Split('\n')
        .Where(line => line.StartsWith('{')).Select(line => JsonNode.Parse(line)!).Where(n => (string?)n["event"] == "staged").ToArray();

    /// <summary>All that is in the test's folder but for Wine's own, in which z: is the whole machine.</summary>
    private static string[] Entries(string folder) => Directory.GetFileSystemEntries(folder).Where(e => Path.GetFileName(e) != "prefix")
        .SelectMany(e => Directory.Exists(e) ? Directory.GetFileSystemEntries(e, "*", SearchOption.AllDirectories).Prepend(e) : new[] { e })
        .Order(StringComparer.Ordinal).ToArray();

    /// <summary>A whole bundle and one more member.</summary>
    private static string Zip(string path, string member)
    {
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (SyntheticFile file in SyntheticBundle.Create(75, new SyntheticBundleOptions { Scale = 0.001 }).Files)
        {
            Write(zip, file.Name, file.Content);
        }

        Write(zip, member, new byte[] { 1 });
        return path;
    }

    private static void Write(ZipArchive zip, string name, byte[] content)
    {
        using Stream entry = zip.CreateEntry(name).Open();
        entry.Write(content);
    }
}
