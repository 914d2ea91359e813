using System;
using System.Collections.Generic;
using System.Net;
using System.Runtime.InteropServices;
using System.Threading;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;

namespace CiscoPhoneRecovery.Lab.Runner;

/// <summary>
/// Runs one DHCP server inside a network namespace, where a test process cannot go itself: `lab-runner --interface v0 ...`.
/// Writes "ready", then one line an event, until SIGTERM or SIGINT.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        Dictionary<string, string> given = Read(arguments);
        if (given.ContainsKey("phones"))
            return PhoneBench.Run(given["interface"], (int)Number(given, "phones", 1), (int)Number(given, "first", 0));
        if (given.TryGetValue("tftp", out string? folder))
            return TftpStation.Run(folder, given["interface"], Address(given, "address", "10.1.1.2"), given.ContainsKey("plain"));
        if (given.TryGetValue("allocation", out string? file))
            return AllocationCount.Run(file, given.ContainsKey("plain"));
        if (given.TryGetValue("attack", out string? kind))
            return HostileTraffic.Run(kind, Number(given, "seconds", 10), Address(given, "from", "10.1.1.7"));
        if (!given.ContainsKey("interface"))
        {
            Console.Error.WriteLine("lab-runner: one of --interface, --phones, --tftp, --allocation, --attack; the sources say more.");
            return 2;
        }

        var settings = new DhcpSettings
        {
            ServerAddress = Address(given, "address", "10.1.1.2"),
            RangeStart = Address(given, "from", "10.1.1.10"),
            RangeEnd = Address(given, "to", "10.1.1.254"),
            Router = Address(given, "router", "10.1.1.1"),
            TftpServers = new[] { Address(given, "address", "10.1.1.2") },
            ProbeWait = TimeSpan.FromMilliseconds(Number(given, "probe", 300)),
        };
        var options = new DhcpServerOptions
        {
            Settings = settings,
            InterfaceName = given["interface"],
            JournalPath = given.GetValueOrDefault("journal"),
            Force = given.ContainsKey("force"),
            ForeignServerWait = TimeSpan.FromMilliseconds(Number(given, "foreign", 0)),
            ForeignServerInterval = TimeSpan.FromSeconds(Number(given, "foreign-interval", 30)),
        };
        return Serve(options, given.ContainsKey("quiet"));
    }

    private static int Serve(DhcpServerOptions options, bool quiet)
    {
        using var stop = new ManualResetEventSlim();
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Set();
        });
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            stop.Set();
        });
        using var server = new DhcpServer(options, happening =>
        {
            if (!quiet)
                Console.WriteLine($"{happening.Kind} {happening.Mac} {happening.Address} {happening.HostName} {happening.Detail}");
        });
        try
        {
            server.Start();
        }
        catch (StationException error)
        {
            Console.WriteLine($"error {error.GetType().Name} {error.Message} {error.Advice}");
            return 1;
        }

        Console.WriteLine("ready");
        stop.Wait();
        return 0;
    }

    private static Dictionary<string, string> Read(string[] arguments)
    {
        var given = new Dictionary<string, string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i].TrimStart('-');
            bool hasValue = i + 1 < arguments.Length && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal);
            given[name] = hasValue ? arguments[++i] : string.Empty;
        }

        return given;
    }

    private static IPAddress Address(Dictionary<string, string> given, string name, string fallback) =>
        IPAddress.Parse(given.GetValueOrDefault(name, fallback));

    private static double Number(Dictionary<string, string> given, string name, double fallback) =>
        given.TryGetValue(name, out string? text) ? double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : fallback;
}
