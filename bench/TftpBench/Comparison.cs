using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace CiscoPhoneRecovery.Bench.Tftp;

/// <summary>Runs every scenario on every server in turn, round after round, so that what else the machine does meets all alike.</summary>
internal sealed class Comparison
{
    private readonly BenchOptions _options;
    private readonly BenchNetwork _network;
    private readonly BenchRoot _root;
    private readonly LoadGenerator _load;
    private readonly IReadOnlyList<ServerUnderTest> _servers;

    public Comparison(BenchOptions options, BenchNetwork network, BenchRoot root, LoadGenerator load, IReadOnlyList<ServerUnderTest> servers)
    {
        _options = options;
        _network = network;
        _root = root;
        _load = load;
        _servers = servers;
    }

    /// <summary>The median run of each server, by throughput, and apart from it the medians of the costs.</summary>
    public IReadOnlyDictionary<string, LoadResult[]> Run(Scenario scenario)
    {
        var results = new Dictionary<string, LoadResult[]>();
        for (int round = 0; round < _options.Rounds; round++)
        {
            foreach (ServerUnderTest server in _servers.Where(s => scenario.Includes(s.Name)))
            {
                LoadResult result = RunOnce(scenario, server);
                results[server.Name] = results.GetValueOrDefault(server.Name, Array.Empty<LoadResult>()).Append(result).ToArray();
                Console.Error.WriteLine(FormattableString.Invariant(
                    $"{scenario.Name}, round {round + 1}, {server.Name}: {result.MegabytesPerSecond:F2} MB/s, {result.ServerCpuPerGigabyte:F1} s/GB, {result.ResidentKb / 1024} MB"));
                if (result.Mismatches > 0)
                {
                    throw new InvalidOperationException($"{server.Name} sent {result.Mismatches} blocks with wrong bytes.");
                }
            }
        }

        return results;
    }

    private LoadResult RunOnce(Scenario scenario, ServerUnderTest server)
    {
        Process process = server.Start(_network, _root.Folder, _options.Libraries);
        try
        {
            return _load.Run(_network, scenario, _root.Folder, _root.File, process.Id, _options.Seconds);
        }
        finally
        {
            ServerUnderTest.Stop(process);
        }
    }
}
