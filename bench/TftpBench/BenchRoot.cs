using System;
using System.IO;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Hosting;

namespace CiscoPhoneRecovery.Bench.Tftp;

/// <summary>A root staged from made-up bundles by the product's own code, as a rehearsal makes it.</summary>
internal sealed class BenchRoot : IDisposable
{
    private readonly RehearsalWorkspace _workspace = new();

    public BenchRoot()
    {
        new StagingArea().Stage(
            _workspace.MakeZips(CancellationToken.None), _workspace.Root, new StagingOptions { Rehearsal = true }, null, CancellationToken.None);

        // The longest image is what a phone spends most of its time on.
        File = new DirectoryInfo(Folder).EnumerateFiles("*.sbn").OrderByDescending(f => f.Length).First().Name;
    }

    public string Folder => _workspace.Root;

    /// <summary>The file that the clients read.</summary>
    public string File { get; }

    public void Dispose() => _workspace.Dispose();
}
