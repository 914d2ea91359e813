using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests;

/// <summary>
/// Two network namespaces with a cable between them: the station's with 10.1.1.2/24 on <see cref="StationInterface"/>, and the bench with
/// an interface without an address. Both are gone when the lab is disposed. Names are unique, so labs run side by side.
/// </summary>
public sealed class NetworkLab : IDisposable
{
    private NetworkLab(string name)
    {
        Station = $"cpr-{name}-s";
        BenchSide = $"cpr-{name}-b";
    }

    /// <summary>The station's namespace.</summary>
    public string Station { get; }

    /// <summary>The phones' namespace.</summary>
    public string BenchSide { get; }

    public string StationInterface => "station0";

    public string BenchInterface => "bench0";

    /// <summary>A folder of this lab alone.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("cpr-lab-").FullName;

    /// <summary>The bench interface's MAC as twelve capital hex digits.</summary>
    public string BenchMac { get; private set; } = string.Empty;

    /// <summary>Why no lab can be built here, or null when it can.</summary>
    public static string? WhyNot
    {
        get
        {
            if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
                return "network namespaces are Linux'";
            if (Environment.UserName != "root")
                return "network namespaces need root";
            return HasProgram("ip") ? null : "the program 'ip' (iproute2) is not installed";
        }
    }

    /// <summary>Builds a lab, or skips the test with the reason why it cannot. A [SkippableFact] calls it.</summary>
    public static NetworkLab Create(string stationAddress = "10.1.1.2/24")
    {
        Skip.IfNot(WhyNot is null, WhyNot);
        var lab = new NetworkLab(Guid.NewGuid().ToString("N")[..8]);
        try
        {
            lab.Build(stationAddress);
        }
        catch
        {
            lab.Dispose();
            throw;
        }

        return lab;
    }

    /// <summary>Skips the test unless a program is installed.</summary>
    public static void Need(string program) => Skip.IfNot(HasProgram(program), $"the program '{program}' is not installed");

    /// <summary>Whether a program is on the path.</summary>
    public static bool HasProgram(string program)
    {
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Append("/usr/sbin").Append("/sbin");
        return folders.Any(folder => File.Exists(Path.Combine(folder, program)));
    }

    /// <summary>Starts a program on the station.</summary>
    public LabProcess StartOnStation(string program, params string[] arguments) =>
        new("ip", new[] { "netns", "exec", Station, program }.Concat(arguments), new Dictionary<string, string> { ["XDG_STATE_HOME"] = Path.Combine(Folder, "state") });

    /// <summary>Starts a program on the bench.</summary>
    public LabProcess StartOnBench(string program, params string[] arguments) => Start(BenchSide, program, arguments);

    /// <summary>Runs a program on the station to its end.</summary>
    public LabResult RunOnStation(string program, params string[] arguments) => Finish(StartOnStation(program, arguments));

    /// <summary>Runs a program on the bench to its end, 60 seconds at most.</summary>
    public LabResult RunOnBench(string program, params string[] arguments) => Finish(StartOnBench(program, arguments));

    /// <summary>A program in a namespace of this lab.</summary>
    public static LabProcess Start(string networkNamespace, string program, IEnumerable<string> arguments) =>
        new("ip", new[] { "netns", "exec", networkNamespace, program }.Concat(arguments));

    /// <summary>Writes a file into the lab's folder and makes it executable if it is a script; returns its path.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        if (text.StartsWith("#!", StringComparison.Ordinal) && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        return path;
    }

    public void Dispose()
    {
        EndAllIn(Station);
        EndAllIn(BenchSide);

        // Deleting a namespace takes its end of the cable with it; an error means that it was never made.
        Host("ip", "netns", "delete", Station);
        Host("ip", "netns", "delete", BenchSide);
        Directory.Delete(Folder, recursive: true);
    }

    // Clients that turned themselves into daemons; nobody but this lab has processes in its namespaces.
    private static void EndAllIn(string networkNamespace)
    {
        foreach (string process in Host("ip", "netns", "pids", networkNamespace).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Host("kill", "-9", process);
    }

    private static LabResult Host(string program, params string[] arguments) => Finish(new LabProcess(program, arguments));

    private static LabResult Finish(LabProcess process)
    {
        using (process)
            return process.WaitForExit(60);
    }

    private static void Must(LabResult result)
    {
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"The lab cannot be built: {result.All}");
    }

    private void Build(string stationAddress)
    {
        Must(Host("ip", "netns", "add", Station));
        Must(Host("ip", "netns", "add", BenchSide));
        Must(Host("ip", "-n", Station, "link", "set", "lo", "up"));
        Must(Host("ip", "-n", BenchSide, "link", "set", "lo", "up"));
        Connect(stationAddress);
    }

    /// <summary>Lays a new cable, when the old one was deleted.</summary>
    public void Connect(string stationAddress)
    {
        Must(Host("ip", "link", "add", StationInterface, "netns", Station, "type", "veth", "peer", "name", BenchInterface, "netns", BenchSide));
        Must(Host("ip", "-n", Station, "address", "add", stationAddress, "dev", StationInterface));
        Must(Host("ip", "-n", Station, "link", "set", StationInterface, "up"));
        Must(Host("ip", "-n", BenchSide, "link", "set", BenchInterface, "up"));
        BenchMac = RunOnBench("cat", $"/sys/class/net/{BenchInterface}/address").Output.Replace(":", string.Empty).Trim().ToUpperInvariant();

        // Clients on raw sockets drop the partial checksums that a veth leaves to hardware which it does not have.
        if (HasProgram("ethtool"))
        {
            RunOnStation("ethtool", "-K", StationInterface, "tx", "off");
            RunOnBench("ethtool", "-K", BenchInterface, "tx", "off");
        }
    }
}
