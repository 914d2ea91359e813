using System.CommandLine;
using System.IO;
using System.Linq;
using CiscoPhoneRecovery.Console.Output;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Console.Commands;

/// <summary>phone-recovery check DIR: what a root can recover.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var root = new Argument<DirectoryInfo>("DIR") { Description = "The root folder." };
        Option<bool> json = RunViews.JsonOption();
        var command = new Command("check", "Says which phones a root folder recovers, which not, and why.") { root, json };
        command.SetAction((parsed, stop) =>
        {
            IRunView view = RunViews.For(parsed.GetValue(json));
            return Guarded.Run(view, stop, _ =>
            {
                LoadReport report = RootReader.Read(parsed.GetValue(root)!.FullName);
                view.Report(report);
                return report.MayBeUsed(force: false) && report.Coverage.Any(c => c.IsRecovered) ? ExitCode.Ok : ExitCode.Failed;
            });
        });
        return command;
    }
}
