using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Windows;

/// <summary>The Windows build of a program of ours, ready to run under Wine, in a prefix of its own.</summary>
internal sealed class WineProgram : IDisposable
{
    private static readonly string[] Loaders = { "/usr/lib/wine/wine64", "/usr/bin/wine64" };

    private readonly string _program;
    private readonly string _loader;

    private WineProgram(string loader, string project, string name)
    {
        _loader = loader;
        _program = Publish(project, name);
    }

    /// <summary>A folder for the test's files, gone when this is disposed of.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("cpr-wine-").FullName;

    /// <summary>The console program. Skips the test where there is no Wine.</summary>
    public static WineProgram Create() => Create("src/CiscoPhoneRecovery.Console/CiscoPhoneRecovery.Console.csproj", "phone-recovery.exe");

    /// <summary>The program of a project. Skips the test where there is no Wine.</summary>
    public static WineProgram Create(string project, string name)
    {
        string? loader = Loaders.FirstOrDefault(File.Exists);
        Skip.If(loader is null, "the Windows program needs Wine: no wine64");
        return new WineProgram(loader!, project, name);
    }

    /// <summary>A path of this machine as the program sees it.</summary>
    public static string PathOf(string path) => "Z:" + path.Replace('/', '\\');

    /// <summary>Wine's own server outlives the program by some seconds and writes to the prefix as it goes.</summary>
    public void Dispose()
    {
        for (int i = 0; Directory.Exists(Folder); i++)
        {
            try
            {
                Directory.Delete(Folder, recursive: true);
            }
            catch (IOException) when (i < 100)
            {
                Thread.Sleep(200);
            }
        }
    }

    /// <summary>The command line for the program with the arguments; its first word is env.</summary>
    public IEnumerable<string> Command(params string[] arguments) => new[]
    {
        "env", $"WINEPREFIX={Path.Combine(Folder, "prefix")}", "WINEDEBUG=-all", "DOTNET_EnableWriteXorExecute=0", // Wine maps no page twice
        _loader, _program,
    }.Concat(arguments);

    /// <summary>Runs it to its end.</summary>
    public LabResult Run(params string[] arguments)
    {
        string[] command = Command(arguments).ToArray();
        using var process = new LabProcess(command[0], command.Skip(1));
        return process.WaitForExit(120);
    }

    private string Publish(string project, string name)
    {
        string source = Path.Combine(Repository.Root, project);
        string target = Path.Combine(Folder, "program");
        using var process = new LabProcess("dotnet", new[] { "publish", source, "-c", "Release", "-r", "win-x64", "--self-contained", "-o", target, "--nologo" });
        LabResult result = process.WaitForExit(300);
        Assert.True(result.ExitCode == 0, result.All);
        return Path.Combine(target, name);
    }
}
