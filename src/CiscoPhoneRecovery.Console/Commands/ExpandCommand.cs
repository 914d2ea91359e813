using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Console.Output;
using CiscoPhoneRecovery.Hosting;

namespace CiscoPhoneRecovery.Console.Commands;

/// <summary>phone-recovery expand ZIP... --destination DIR: checks the zips and unpacks them into a root.</summary>
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
                Stage(view, parsed.GetValue(zips)!, parsed.GetValue(destination)!.FullName, new StagingOptions { Force = parsed.GetValue(force) }, token) ? ExitCode.Ok : ExitCode.Failed);
        });
        return command;
    }

    public static Argument<FileInfo[]> ZipArgument(ArgumentArity arity) => new("ZIP") { Description = "A load as Cisco ships it, such as cmterm-7945_7965-sccp.8-5-2.zip.", Arity = arity };

    /// <summary>True when every zip was taken.</summary>
    public static bool Stage(IRunView view, FileInfo[] zips, string destination, StagingOptions options, CancellationToken stop)
    {
        string[] paths = zips.Select(z => z.FullName).ToArray();
        IReadOnlyList<StagingResult> results = view.WithProgress(progress => new StagingArea().Stage(paths, destination, options, progress, stop));
        foreach (StagingResult result in results)
        {
            view.Staged(result);
        }

        return results.All(r => r.IsInRoot);
    }
}
