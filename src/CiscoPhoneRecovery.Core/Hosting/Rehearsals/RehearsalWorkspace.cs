using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using CiscoPhoneRecovery.Simulation;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>A folder for the time of a rehearsal: made-up zips and a root. Gone when it is disposed.</summary>
public sealed class RehearsalWorkspace : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "phone-recovery-" + Guid.NewGuid().ToString("N"));

    public RehearsalWorkspace() => Directory.CreateDirectory(_folder);

    /// <summary>The root to stage into.</summary>
    public string Root => Path.Combine(_folder, "root");

    /// <summary>Writes structurally true zips for all families and gives their paths.</summary>
    public IReadOnlyList<string> MakeZips(CancellationToken stop)
    {
        var paths = new List<string>();
        SyntheticBundle.WriteAll(name =>
        {
            stop.ThrowIfCancellationRequested();
            string path = Path.Combine(_folder, name);
            paths.Add(path);
            return File.Create(path);
        });
        return paths;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A virus scanner may still hold a file, which Windows tells in either way; the system's temporary folder is its last resort.
        }
    }
}
