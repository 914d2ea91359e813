using System.IO;
using System.Linq;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Windows;

/// <summary>Runs Windows builds of our programs where Wine is.</summary>
internal static class Wine
{
    private static readonly string[] Loaders = { "/usr/lib/wine/wine64", "/usr/bin/wine64" };

    private static string? Loader => Loaders.FirstOrDefault(File.Exists);

    /// <summary>Skips the test where there is no Wine.</summary>
    public static void Need() => Skip.If(Loader is null, "the Windows program needs Wine: no wine64");

    /// <summary>Arguments of env(1) that run a Windows program with a prefix of its own under the folder.</summary>
    public static string[] CommandLine(string folder, string program, params string[] arguments) => new[]
    {
        $"WINEPREFIX={Path.Combine(folder, "prefix")}", "WINEDEBUG=-all", "DOTNET_EnableWriteXorExecute=0", // Wine maps no page twice
        Loader!, program,
    }.Concat(arguments).ToArray();

    /// <summary>A path as a Windows program knows it.</summary>
    public static string PathOf(string path) => "Z:" + path.Replace('/', '\\');

    /// <summary>Makes a Windows program of a project and returns its path.</summary>
    public static string Publish(string project, string folder, string name)
    {
        string target = Path.Combine(folder, "program");
        string path = Path.Combine(Repository.Root, project);
        using var process = new LabProcess("dotnet", new[] { "publish", path, "-c", "Release", "-r", "win-x64", "--self-contained", "-o", target, "--nologo" });
        LabResult result = process.WaitForExit(300);
        Assert.True(result.ExitCode == 0, result.All);
        return Path.Combine(target, name);
    }
}
