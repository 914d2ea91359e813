using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Lab.Tests.Console;
using CiscoPhoneRecovery.Simulation;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Loads;

/// <summary>The console program killed with signal 9 in the middle of replacing the six bundles of a root by others.</summary>
public sealed class KilledExpansionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cpr-loads-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData(300)]
    [InlineData(600)]
    [InlineData(900)]
    [InlineData(1200)]
    public void A_killed_expansion_leaves_each_bundle_whole_the_old_or_the_new(int milliseconds)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "sends Linux' signal 9");
        string root = Path.Combine(_folder, "root");
        string[] oldZips = MakeZips("old", seed: 1);
        string[] newZips = MakeZips("new", seed: 2);
        Assert.Equal(0, Expand(oldZips, root).ExitCode);

        using (var process = new LabProcess("dotnet", Arguments(newZips, root)))
        {
            Thread.Sleep(milliseconds);
            process.Send(9);
            process.WaitForExit();
        }

        // Any next run tidies up first; here one that has nothing new to bring, when the first bundle is the new one already.
        Assert.Equal(0, Expand(newZips[..1], root).ExitCode);
        Assert.False(Directory.Exists(Path.Combine(root, ".phone-staging")));
        for (int i = 0; i < SyntheticBundle.Families.Count; i++)
        {
            bool isOld = Holds(root, SyntheticBundle.Families[i], seed: 1);
            Assert.True(isOld || Holds(root, SyntheticBundle.Families[i], seed: 2), $"family {SyntheticBundle.Families[i]} is neither old nor new");
        }

        Assert.Equal(0, Expand(newZips, root).ExitCode);
        Assert.All(SyntheticBundle.Families, f => Assert.True(Holds(root, f, seed: 2)));
    }

    private static LabResult Expand(string[] zips, string root)
    {
        using var process = new LabProcess("dotnet", Arguments(zips, root));
        return process.WaitForExit();
    }

    private static IEnumerable<string> Arguments(string[] zips, string root) =>
        new[] { PhoneRecovery.Program, "expand" }.Concat(zips).Concat(new[] { "--destination", root, "--force" });

    private static SyntheticBundleOptions Options(int seed) => new() { Seed = seed, Scale = 0.2 };

    private static bool Holds(string root, int family, int seed) =>
        SyntheticBundle.Create(family, Options(seed)).Files.All(f => File.ReadAllBytes(Path.Combine(root, f.Name)).SequenceEqual(f.Content));

    private string[] MakeZips(string name, int seed)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        return SyntheticBundle.WriteAll(n => File.Create(Path.Combine(folder, n)), Options(seed)).Select(n => Path.Combine(folder, n)).ToArray();
    }
}
