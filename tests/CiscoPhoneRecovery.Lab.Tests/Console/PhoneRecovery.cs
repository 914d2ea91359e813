using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json.Nodes;
using CiscoPhoneRecovery.Simulation;

namespace CiscoPhoneRecovery.Lab.Tests.Console;

/// <summary>The console program, run as a user runs it.</summary>
internal static class PhoneRecovery
{
    public static string Program { get; } = Path.GetFullPath(typeof(PhoneRecovery).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "ConsoleProgram").Value!);

    /// <summary>Starts `phone-recovery ...` on the station of a lab.</summary>
    public static LabProcess Start(NetworkLab lab, params string[] arguments) => lab.StartOnStation("dotnet", arguments.Prepend(Program).ToArray());

    /// <summary>Starts `phone-recovery serve --json` with a root and waits until both servers listen.</summary>
    public static LabProcess Serve(NetworkLab lab, string root, params string[] more)
    {
        LabProcess process = Start(lab, new[] { "serve", "--interface", lab.StationInterface, "--root", root, "--json", "--force" }.Concat(more).ToArray());
        try
        {
            process.WaitForLine(line => line.Contains("\"event\":\"ready\"", StringComparison.Ordinal), seconds: 20);
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>Runs `phone-recovery ...` outside any lab to its end.</summary>
    public static LabResult Run(params string[] arguments)
    {
        using var process = new LabProcess("dotnet", arguments.Prepend(Program));
        return process.WaitForExit(60);
    }

    public static IEnumerable<JsonNode> Json(this LabProcess process, string kind) =>
        process.Lines.Select(line => JsonNode.Parse(line)!).Where(node => (string?)node["event"] == kind);

    /// <summary>Made-up zips of all six families, a fraction of their real size, in a folder.</summary>
    public static string[] MakeZips(string folder, double scale = 0.02)
    {
        var paths = new List<string>();
        SyntheticBundle.WriteAll(
            name =>
            {
                paths.Add(Path.Combine(folder, name));
                return File.Create(paths[^1]);
            },
            new SyntheticBundleOptions { Scale = scale });
        return paths.ToArray();
    }

    /// <summary>A staged root in the lab's folder.</summary>
    public static string MakeRoot(NetworkLab lab)
    {
        string root = Path.Combine(lab.Folder, "root");
        LabResult expanded = Run(MakeZips(lab.Folder).Prepend("expand").Concat(new[] { "--destination", root, "--force" }).ToArray());
        return expanded.ExitCode == 0 ? root : throw new InvalidOperationException(expanded.All);
    }
}
