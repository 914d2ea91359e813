using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace CiscoPhoneRecovery.Bench.Tftp;

/// <summary>Writes the medians as a table that goes into the documentation as it is.</summary>
internal static class MarkdownTable
{
    public static void WriteHead(TextWriter output)
    {
        output.WriteLine("| scenario | server | MB/s | of the best peer | server CPU s/GB | load CPU s/GB | resident MB |");
        output.WriteLine("|---|---|--:|--:|--:|--:|--:|");
    }

    public static void WriteRows(TextWriter output, Scenario scenario, IReadOnlyDictionary<string, LoadResult[]> results)
    {
        double best = results.Where(r => r.Key != ServerUnderTest.Ours).Select(r => Median(r.Value, x => x.MegabytesPerSecond)).DefaultIfEmpty(double.NaN).Max();
        foreach ((string server, LoadResult[] runs) in results)
        {
            double speed = Median(runs, r => r.MegabytesPerSecond);
            output.WriteLine(FormattableString.Invariant(
                $"| {scenario.Name} | {server} | {speed:F2} | {speed / best:F2} | {ServerCpu(server, runs)} | {Median(runs, r => r.LoadCpuPerGigabyte):F1} | {Median(runs, r => r.ResidentKb / 1024.0):F0} |"));
        }

        output.Flush();
    }

    /// <summary>in.tftpd forks for each transfer and does not collect its children, so that their time is in no account.</summary>
    private static string ServerCpu(string server, LoadResult[] runs) =>
        server == "in.tftpd" ? "not known" : Median(runs, r => r.ServerCpuPerGigabyte).ToString("F1", CultureInfo.InvariantCulture);

    private static double Median(LoadResult[] runs, Func<LoadResult, double> figure)
    {
        double[] sorted = runs.Select(figure).OrderBy(x => x).ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
