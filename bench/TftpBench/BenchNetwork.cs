using System;
using System.Diagnostics;

namespace CiscoPhoneRecovery.Bench.Tftp;

/// <summary>Two network namespaces with a cable between them. Nothing sent here reaches any other network.</summary>
internal sealed class BenchNetwork : IDisposable
{
    public const string ServerAddress = "10.1.1.2";
    public const string ServerInterface = "bench0";

    private readonly string _suffix = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public BenchNetwork()
    {
        try
        {
            Ip($"netns add {Server}");
            Ip($"netns add {Clients}");
            Ip($"link add {ServerInterface} netns {Server} type veth peer name load0 netns {Clients}");
            Ip($"-n {Server} addr add {ServerAddress}/24 dev {ServerInterface}");
            Ip($"-n {Clients} addr add 10.1.1.3/24 dev load0");
            foreach (string up in new[] { $"-n {Server} link set lo up", $"-n {Server} link set {ServerInterface} up", $"-n {Clients} link set load0 up" })
            {
                Ip(up);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Server => "tftp-bench-s" + _suffix;

    public string Clients => "tftp-bench-c" + _suffix;

    /// <summary>Starts a program in a namespace; the process is the program's own ("ip netns exec" becomes it).</summary>
    public static Process Start(string space, string program, string arguments, string? libraries, bool keepOutput)
    {
        var start = new ProcessStartInfo("ip", $"netns exec {space} {program} {arguments}")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (libraries is not null)
        {
            start.Environment["LD_LIBRARY_PATH"] = libraries;
        }

        Process process = Process.Start(start)!;
        if (!keepOutput)
        {
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
        }

        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    public void Dispose()
    {
        foreach (string space in new[] { Server, Clients })
        {
            Run($"netns delete {space}");
        }
    }

    private static void Ip(string arguments)
    {
        string error = Run(arguments);
        if (error.Length > 0)
        {
            throw new InvalidOperationException($"ip {arguments}: {error}");
        }
    }

    private static string Run(string arguments)
    {
        using Process ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        string error = ip.StandardError.ReadToEnd();
        ip.WaitForExit();
        return ip.ExitCode == 0 ? string.Empty : error.Trim();
    }
}
