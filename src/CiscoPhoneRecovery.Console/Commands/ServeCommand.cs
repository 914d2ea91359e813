using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Threading;
using CiscoPhoneRecovery.Console.Output;

namespace CiscoPhoneRecovery.Console.Commands;

/// <summary>phone-recovery serve --interface NAME --root DIR: the two servers, until Ctrl+C.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var root = new Option<DirectoryInfo>("--root", "-r") { Description = "The root folder, filled by expand.", Required = true };
        var arguments = new StationArguments();
        Option<bool> json = RunViews.JsonOption();
        var command = new Command("serve", "Serves DHCP and TFTP to the phones on one NIC, and follows each phone.") { root, json };
        arguments.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            IRunView view = RunViews.For(parsed.GetValue(json));
            return Guarded.Run(view, stop, token => Serve(view, arguments.Read(parsed, parsed.GetValue(root)!.FullName), token));
        });
        return command;
    }

    private static int Serve(IRunView view, StationOptions options, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        using var station = new RecoveryStation(options);
        using var end = new StationEnd(station, stop);
        station.Start();
        view.Ready(station);
        view.Watch(station, end.Signal);
        station.Stop();
        view.Summary(station.Phones, clock.Elapsed);
        return end.Fault(view) ? ExitCode.CannotRun : ExitCode.Ok;
    }
}
