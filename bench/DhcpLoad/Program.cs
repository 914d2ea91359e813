using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace CiscoPhoneRecovery.Bench.DhcpLoad;

/// <summary>Loads a DHCP server with phones that broadcast, and writes what came of it as one JSON object.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is ["compare", string ownServer])
        {
            new Comparison().Run(ownServer);
            return 0;
        }

        LoadOptions options = LoadOptions.Read(arguments);
        using var socket = new PhoneSocket(options.Interface);
        var fleet = new PhoneFleet(options, socket);
        TimeSpan took = options.Outstanding == 0 ? fleet.StartAll() : fleet.Run();
        List<double> sorted = fleet.Latencies.OrderBy(latency => latency).ToList();
        double At(double share) => sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        Console.WriteLine(string.Format(
            CultureInfo.InvariantCulture,
            "{{\"clients\":{0},\"completed\":{1},\"bound\":{2},\"duplicates\":{3},\"retries\":{4},\"refusals\":{5},\"seconds\":{6:F3},\"perSecond\":{7:F0},"
                + "\"p50\":{8:F2},\"p95\":{9:F2},\"max\":{10:F2},\"loadCpuSeconds\":{11:F2}}}",
            options.Clients,
            fleet.Completed,
            fleet.Bound.Count(address => address != 0),
            fleet.Duplicates(),
            fleet.Retries,
            fleet.Refusals,
            took.TotalSeconds,
            fleet.Completed / took.TotalSeconds,
            At(0.5),
            At(0.95),
            At(1),
            process.TotalProcessorTime.TotalSeconds));
        return options.Outstanding != 0 || fleet.Completed == options.Clients ? 0 : 1;
    }
}
