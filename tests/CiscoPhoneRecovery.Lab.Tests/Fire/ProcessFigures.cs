using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace CiscoPhoneRecovery.Lab.Tests.Fire;

/// <summary>How large a running program is, as Linux tells it.</summary>
/// <param name="Memory">Kilobytes resident.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Handles">Open files and sockets.</param>
internal sealed record ProcessFigures(long Memory, int Threads, int Handles)
{
    public static ProcessFigures Of(LabProcess process)
    {
        string[] status = File.ReadAllLines($"/proc/{process.Id}/status");
        long Number(string name) => long.Parse(
            status.Single(l => l.StartsWith(name + ":", StringComparison.Ordinal)).Split(':')[1].Replace("kB", string.Empty).Trim(), CultureInfo.InvariantCulture);
        return new ProcessFigures(Number("VmRSS"), (int)Number("Threads"), Directory.GetFiles($"/proc/{process.Id}/fd").Length);
    }

    public override string ToString() => $"{Memory} kB, {Threads} threads, {Handles} handles";
}
