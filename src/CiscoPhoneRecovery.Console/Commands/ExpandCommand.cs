using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Console.Output;
using CiscoPhoneRecovery.Hosting;

namespace CiscoPhoneRecovery.Console.Commands;

/// <summary>phone-recovery expand ZIP... --destination DIR: checks the zips and unpacks them into a root.</summary>
/// <remarks>Exit status: 1 where a zip was refused, 2 where one could not be read or its files not be written.</remarks>
internal static class ExpandCommand
{
    public static Command Create()
    {
        Argument<FileInfo[]> zips = ZipArgument(ArgumentArity.OneOrMore);
        var destination = new Option<DirectoryInfo>("--destination", "-d") { Description = "The root folder; made when it is not there.", Required = true };
        var force = new Option<bool>("--force") { Description = "Take refused loads, and overwrite files that differ." };
        Option<bool> json = RunViews.JsonOption();
        var command = new Command("expand", "Checks the zips from cisco.com and unpacks them into the folder that the TFTP server will serve.") { zips, destination, force, json };
        command.SetAction((parsed, stop) =>
        {
            IRunView view = RunViews.For(parsed.GetValue(json));
            return Guarded.Run(view, stop, token =>
                Stage(view, parsed.GetValue(zips)!, parsed.GetValue(destination)!.FullName, new StagingOptions { Force = parsed.GetValue(force) }, token));
        });
        return command;
    }

    public static Argument<FileInfo[]> ZipArgument(ArgumentArity arity) => new("ZIP") { Description = "A load as Cisco ships it, such as cmterm-7945_7965-sccp.8-5-2.zip; * and ? stand for more than one.", Arity = arity };

    /// <summary>Stages and tells; the exit status, 0 when every zip was taken.</summary>
    public static int Stage(IRunView view, FileInfo[] zips, string destination, StagingOptions options, CancellationToken stop)
    {
        string[] paths = zips.SelectMany(z => Matches(z.FullName)).Distinct().ToArray();
        IReadOnlyList<StagingResult> results = view.WithProgress(progress => new StagingArea().Stage(paths, destination, options, progress, stop));
        view.Staged(results);
        return results.Any(r => r.Outcome == StagingOutcome.Failed) ? ExitCode.CannotRun
            : results.All(r => r.IsInRoot) ? ExitCode.Ok
            : ExitCode.Failed;
    }

    /// <summary>The files that a pattern stands for: the shells of Windows hand *.zip on as it is.</summary>
    private static IEnumerable<string> Matches(string path)
    {
        string folder = Path.GetDirectoryName(path) ?? string.Empty;
        string pattern = Path.GetFileName(path);
        bool isPattern = pattern.IndexOfAny(['*', '?']) >= 0 && !File.Exists(path) && Directory.Exists(folder);
        string[] found = isPattern ? Directory.GetFiles(folder, pattern) : [];
        return found.Length > 0 ? found.Order(StringComparer.Ordinal) : [path];
    }
}
