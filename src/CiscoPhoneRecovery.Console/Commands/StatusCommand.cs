using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using CiscoPhoneRecovery.Console.Output;
using CiscoPhoneRecovery.Hosting;

namespace CiscoPhoneRecovery.Console.Commands;

/// <summary>phone-recovery status [--journal FILE]: the phones of a station that runs elsewhere, or ran.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var journal = new Option<string?>("--journal") { Description = "The event journal, or the lease journal it lies beside. [default: those that stations of this PC keep]" };
        Option<bool> json = RunViews.JsonOption();
        var command = new Command("status", "Shows the phones that a station wrote down, while it runs or after its end.") { journal, json };
        command.SetAction((parsed, stop) =>
        {
            IRunView view = RunViews.For(parsed.GetValue(json));
            return Guarded.Run(view, stop, _ => Show(view, parsed.GetValue(journal)));
        });
        return command;
    }

    private static int Show(IRunView view, string? path)
    {
        string[] paths = path is null ? EventJournalPath.Existing : [path];
        if (paths.Length == 0)
        {
            view.Problem("No station of this PC has written a journal.", "Name one with --journal.");
            return ExitCode.CannotRun;
        }

        List<EventJournalReader> journals = paths.Select(EventJournalReader.Read).ToList();
        view.Show(journals.SelectMany(j => j.Phones).OrderBy(p => p.FirstSeen).ToList());
        if (journals.Sum(j => j.DamagedLines) is > 0 and int damaged)
        {
            view.Problem($"{damaged} {(damaged == 1 ? "line of the journal is" : "lines of the journal are")} damaged; the others were read.", null);
        }

        return ExitCode.Ok;
    }
}
