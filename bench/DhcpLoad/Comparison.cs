using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;

namespace CiscoPhoneRecovery.Bench.DhcpLoad;

/// <summary>
/// Starts each server in turn in a namespace of its own and loads it from another, three rounds, and writes the medians as a Markdown
/// table. Needs root and iproute2; a server that is not installed is left out, and the table says so.
/// </summary>
internal sealed class Comparison
{
    private const int Rounds = 3;

    private static readonly (string Name, string Arguments, bool Wide)[] Scenarios =
    {
        ("245 phones in one instant", "--clients 245 --retry 1 --give-up 30", false),
        ("16 outstanding, 245 clients", "--clients 245 --outstanding 16 --seconds 4", false),
        ("64 outstanding, 5,000 clients", "--clients 5000 --outstanding 64 --seconds 4", true),
    };

    private readonly string _name = "cprb" + Guid.NewGuid().ToString("N")[..6];
    private readonly string _folder = Directory.CreateTempSubdirectory("dhcp-bench-").FullName;
    private readonly List<(int Scenario, string Server, JsonElement Result, double Cpu)> _results = new();

    private string Station => _name + "-s";

    private string Bench => _name + "-b";

    public void Run(string ownServer)
    {
        List<BenchServer> servers = BenchServer.All(ownServer, _folder).Where(server => server.IsThere).ToList();
        Shell($"ip netns add {Station}");
        Shell($"ip netns add {Bench}");
        try
        {
            Shell($"ip link add station0 netns {Station} type veth peer name bench0 netns {Bench}");
            Shell($"ip -n {Station} link set lo up");
            Shell($"ip -n {Station} link set station0 up");
            Shell($"ip -n {Bench} link set bench0 up");
            for (int round = 0; round < Rounds; round++)
            {
                for (int scenario = 0; scenario < Scenarios.Length; scenario++)
                {
                    foreach (BenchServer server in servers)
                        Measure(server, scenario);
                }
            }
        }
        finally
        {
            Shell($"ip netns delete {Station}");
            Shell($"ip netns delete {Bench}");
            Directory.Delete(_folder, recursive: true);
        }

        Write(servers);
    }

    private static void Shell(string command)
    {
        using Process process = Launch(command);
        process.WaitForExit();
    }

    private static Process Launch(string command, string? libraries = null)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (libraries is not null)
            start.Environment["LD_LIBRARY_PATH"] = libraries;
        foreach (string variable in new[] { "KEA_LOCKFILE_DIR", "KEA_PIDFILE_DIR" })
            start.Environment[variable] = Path.GetTempPath();
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private void Measure(BenchServer server, int scenario)
    {
        bool wide = Scenarios[scenario].Wide;
        Shell($"ip -n {Station} address flush dev station0");
        Shell($"ip -n {Station} address add 10.1.1.2/{(wide ? 16 : 24)} dev station0");
        using Process process = Launch($"ip netns exec {Station} {server.Command(wide)}", server.Libraries);
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            WaitUntilServing();
            TimeSpan before = CpuOf(process);
            using Process load = Launch($"ip netns exec {Bench} {Environment.ProcessPath} --interface bench0 {Scenarios[scenario].Arguments}");
            string output = load.StandardOutput.ReadToEnd();
            load.WaitForExit();
            double cpu = (CpuOf(process) - before).TotalSeconds;
            JsonElement result = JsonDocument.Parse(output).RootElement.Clone();
            _results.Add((scenario, server.Name, result, cpu));
            Console.Error.WriteLine($"{server.Name}: {Scenarios[scenario].Name}: {output.Trim()} server CPU {cpu:F2} s");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    private static TimeSpan CpuOf(Process process)
    {
        process.Refresh();
        return process.HasExited ? TimeSpan.Zero : process.TotalProcessorTime;
    }

    // One phone of its own that is bound says that the server serves, and warms it up a little as any real one would be.
    private void WaitUntilServing()
    {
        for (int i = 0; i < 20; i++)
        {
            Thread.Sleep(250);
            using Process probe = Launch($"ip netns exec {Bench} {Environment.ProcessPath} --interface bench0 --clients 1 --give-up 1");
            probe.StandardOutput.ReadToEnd();
            probe.WaitForExit();
            if (probe.ExitCode == 0)
                return;
        }

        throw new InvalidOperationException("The server does not serve.");
    }

    private void Write(List<BenchServer> servers)
    {
        Console.WriteLine("| load | server | bound | asked again | p95 ms | exchanges/s | server CPU s |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        for (int scenario = 0; scenario < Scenarios.Length; scenario++)
        {
            foreach (BenchServer server in servers)
            {
                var mine = _results.Where(result => result.Scenario == scenario && result.Server == server.Name).ToList();
                double Median(Func<(int, string, JsonElement Result, double Cpu), double> pick) => mine.Select(pick).Order().ElementAt(mine.Count / 2);
                double Field(string name) => Median(result => result.Result.GetProperty(name).GetDouble());
                Console.WriteLine(string.Format(
                    CultureInfo.InvariantCulture,
                    "| {0} | {1} | {2} | {3} | {4:F0} | {5:F0} | {6:F2} |",
                    Scenarios[scenario].Name,
                    server.Name,
                    Field("bound"),
                    Field("retries"),
                    Field("p95"),
                    Field("perSecond"),
                    Median(result => result.Cpu)));
            }
        }

        if (servers.Count < 3)
            Console.WriteLine($"\nNot installed here, and so not measured: {3 - servers.Count} of dnsmasq (dnsmasq-base) and Kea (kea-dhcp4-server).");
    }
}
