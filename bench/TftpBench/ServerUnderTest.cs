using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;

namespace CiscoPhoneRecovery.Bench.Tftp;

/// <summary>A TFTP server that can be started on a root.</summary>
internal sealed class ServerUnderTest
{
    public const string Ours = "phone-recovery";

    private readonly string _program;
    private readonly Func<string, string> _arguments;

    private ServerUnderTest(string name, string program, Func<string, string> arguments)
    {
        Name = name;
        _program = program;
        _arguments = arguments;
    }

    public string Name { get; }

    /// <summary>Ours and every peer that is there; what is missing is told.</summary>
    public static IReadOnlyList<ServerUnderTest> Find(BenchOptions options)
    {
        string console = typeof(ServerUnderTest).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(a => a.Key == "ConsoleProgram").Value!;
        var servers = new List<ServerUnderTest>
        {
            // Made-up bundles are refused at a real bench, hence --force.
            new(Ours, "dotnet", root => $"{Path.GetFullPath(console)} serve --interface {BenchNetwork.ServerInterface} --root {root} --force --json"),
        };
        Add(servers, options, "dnsmasq", root =>
            $"--keep-in-foreground --conf-file=/dev/null --port=0 --enable-tftp --tftp-root={root} --tftp-max=1000 --user=root "
            + $"--listen-address={BenchNetwork.ServerAddress} --bind-interfaces --log-facility=/dev/null");
        Add(servers, options, "in.tftpd", root => $"-L -s -u root -a {BenchNetwork.ServerAddress}:69 {root}");
        Add(servers, options, "atftpd", root =>
            $"--daemon --no-fork --user root.root --bind-address {BenchNetwork.ServerAddress} --maxthread 1000 {root}");
        return servers;
    }

    /// <summary>Starts it in the server's namespace and waits until the request port is open.</summary>
    public Process Start(BenchNetwork network, string root, string? libraries)
    {
        Process process = BenchNetwork.Start(network.Server, _program, _arguments(root), Name == Ours ? null : libraries, keepOutput: false);
        var clock = Stopwatch.StartNew();
        while (!Listens(process.Id))
        {
            if (process.HasExited || clock.Elapsed > TimeSpan.FromSeconds(20))
            {
                Stop(process);
                throw new InvalidOperationException($"{Name} does not open port 69.");
            }

            Thread.Sleep(50);
        }

        return process;
    }

    public static void Stop(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.WaitForExit();
        process.Dispose();
    }

    private static void Add(List<ServerUnderTest> servers, BenchOptions options, string name, Func<string, string> arguments)
    {
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Append("/usr/sbin");
        string? program = options.Programs.TryGetValue(name, out string? given)
            ? given
            : folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (program is null || !File.Exists(program))
        {
            Console.Error.WriteLine($"{name} is not installed: left out.");
            return;
        }

        servers.Add(new ServerUnderTest(name, program, arguments));
    }

    /// <summary>Whether the process' namespace has a UDP socket on port 69 (0045 in hex).</summary>
    private static bool Listens(int process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/net/udp").Any(line => line.Contains(":0045 ", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false; // it has ended
        }
    }
}
