using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Console;

/// <summary>`phone-recovery serve` on the station of a lab, and what it writes down: each DHCP message that it answered, by kind.</summary>
internal sealed class ConsoleStation : IDisposable
{
    private readonly LabProcess _program;
    private readonly LabProcess _record;

    private ConsoleStation(LabProcess program, LabProcess record)
    {
        _program = program;
        _record = record;
    }

    /// <summary>The DHCP server's events so far.</summary>
    public IEnumerable<JsonNode> Events => _record.Lines.Select(line => JsonNode.Parse(line)!).Where(line => (string?)line["source"] == "dhcp");

    /// <summary>Starts it with a root that holds nothing, and waits until both servers listen.</summary>
    public static ConsoleStation Start(NetworkLab lab, params string[] more)
    {
        string root = Directory.CreateDirectory(Path.Combine(lab.Folder, "no-loads")).FullName;
        string leases = Path.Combine(lab.Folder, "station-leases");
        LabProcess program = PhoneRecovery.Serve(lab, root, more.Concat(new[] { "--journal", leases }).ToArray());
        return new ConsoleStation(program, lab.StartOnStation("tail", "-n", "+1", "-F", leases + ".jsonl"));
    }

    /// <summary>How often something happened to an address.</summary>
    public int Count(string kind, string? ip = null) => Events.Count(line => Is(line, kind, ip));

    /// <summary>Waits until it has happened so many times.</summary>
    public void WaitFor(string kind, string? ip = null, int times = 1, double seconds = 20)
    {
        for (int i = 0; i < seconds * 10 && Count(kind, ip) < times; i++)
            Thread.Sleep(100);
        Assert.True(Count(kind, ip) >= times, $"no {kind} {ip} came, but\n{string.Join('\n', _record.Lines)}");
    }

    public void Dispose()
    {
        _record.Dispose();
        _program.Dispose();
    }

    private static bool Is(JsonNode line, string kind, string? ip) =>
        (string?)line["source"] == "dhcp" && (string?)line["kind"] == kind && (ip is null || (string?)line["ip"] == ip);
}
