using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json;

namespace CiscoPhoneRecovery.Bench.Tftp;

/// <summary>What tftpload has measured in one run.</summary>
internal sealed record LoadResult
{
    public long Bytes { get; init; }

    public long Blocks { get; init; }

    public double Seconds { get; init; }

    public long Mismatches { get; init; }

    public long Errors { get; init; }

    /// <summary>Processor seconds of the server and its children while measured.</summary>
    public double ServerCpu { get; init; }

    public double LoadCpu { get; init; }

    public long ResidentBeginKb { get; init; }

    public long ResidentKb { get; init; }

    public double MegabytesPerSecond => Bytes / 1e6 / Seconds;

    public double ServerCpuPerGigabyte => ServerCpu / (Bytes / 1e9);

    public double LoadCpuPerGigabyte => LoadCpu / (Bytes / 1e9);
}

/// <summary>Builds tftpload.c with the system's C compiler, and runs it in the clients' namespace.</summary>
internal sealed class LoadGenerator : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    private readonly string _folder = Directory.CreateTempSubdirectory("tftp-bench-").FullName;
    private readonly string _program;

    public LoadGenerator()
    {
        _program = Path.Combine(_folder, "tftpload");
        string source = Path.Combine(AppContext.BaseDirectory, "tftpload.c");
        using Process compiler = Process.Start("cc", $"-O2 -Wall -Wextra -o {_program} {source}");
        compiler.WaitForExit();
        if (compiler.ExitCode != 0)
        {
            throw new InvalidOperationException("cc could not build tftpload.c.");
        }
    }

    public LoadResult Run(BenchNetwork network, Scenario scenario, string root, string file, int server, double seconds)
    {
        string arguments = string.Create(
            CultureInfo.InvariantCulture,
            $"--server {BenchNetwork.ServerAddress} --file {file} --compare {Path.Combine(root, file)} --clients {scenario.Clients} --seconds {seconds} --warmup 1.5 --blksize {scenario.BlockSize} --windowsize {scenario.WindowSize} --loss {scenario.Loss} --pid {server}");
        using Process load = BenchNetwork.Start(network.Clients, _program, arguments, libraries: null, keepOutput: true);
        string output = load.StandardOutput.ReadToEnd();
        load.WaitForExit();
        return JsonSerializer.Deserialize<LoadResult>(output, Json) ?? throw new InvalidOperationException("tftpload gave no result.");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
