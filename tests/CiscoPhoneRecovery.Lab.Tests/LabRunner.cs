using System;
using System.IO;
using System.Linq;

namespace CiscoPhoneRecovery.Lab.Tests;

/// <summary>Starts lab-runner, the program that hosts one server inside a namespace.</summary>
internal static class LabRunner
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "lab-runner.dll");

    /// <summary>A DHCP server on the station that listens when this returns.</summary>
    public static LabProcess StartDhcp(NetworkLab lab, params string[] arguments)
    {
        LabProcess process = StartWithoutWaiting(lab, arguments);
        try
        {
            process.WaitForLine(line => line == "ready" || line.StartsWith("error", StringComparison.Ordinal));
            if (process.Lines.All(line => line != "ready"))
                throw new IOException(string.Join('\n', process.Lines));
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>Phones on the bench that start at once; a line each as it is bound, then a summary.</summary>
    public static LabProcess StartFleet(NetworkLab lab, int phones, params string[] arguments) => lab.StartOnBench(
        "dotnet",
        new[] { System.IO.Path.Combine(AppContext.BaseDirectory, "dhcp-load.dll"), "--interface", lab.BenchInterface, "--clients", $"{phones}", "--list" }
            .Concat(arguments).ToArray());

    public static LabProcess StartWithoutWaiting(NetworkLab lab, params string[] arguments) =>
        lab.StartOnStation("dotnet", new[] { Path, "--interface", lab.StationInterface }.Concat(arguments).ToArray());

    /// <summary>Software phones on the bench's end of the cable.</summary>
    public static LabProcess StartPhones(NetworkLab lab, int count, int first = 0) =>
        lab.StartOnBench("dotnet", Path, "--phones", $"{count}", "--first", $"{first}", "--interface", lab.BenchInterface);

    /// <summary>Software phones on the bench, until all of them run their new load or give up.</summary>
    public static LabResult RunPhones(NetworkLab lab, int count, int first = 0)
    {
        using LabProcess phones = StartPhones(lab, count, first);
        return phones.WaitForExit(120);
    }
}
