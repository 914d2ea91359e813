using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Console.Output;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Console.Commands;

/// <summary>phone-recovery recover ZIP... --interface NAME: check, stage, prepare the NIC, serve, and put the NIC back.</summary>
internal static class RecoverCommand
{
    public static Command Create()
    {
        Argument<FileInfo[]> zips = ExpandCommand.ZipArgument(ArgumentArity.OneOrMore);
        var root = new Option<DirectoryInfo?>("--root", "-r") { Description = "Where to unpack. [default: a temporary folder]" };
        var setNic = new Option<bool>("--set-nic") { Description = "Give the NIC the station's address, and put it back at the end." };
        var count = new Option<int?>("--count") { Description = "End when so many phones are recovered. [default: at Ctrl+C]" };
        count.Between(1, 10_000);
        var arguments = new StationArguments();
        Option<bool> json = RunViews.JsonOption();
        var command = new Command("recover", "Does all of it: checks and unpacks the zips, serves the phones, and with --set-nic prepares the NIC and puts it back.") { zips, root, setNic, count, json };
        arguments.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            IRunView view = RunViews.For(parsed.GetValue(json));
            return Guarded.Run(view, stop, token =>
            {
                using var workspace = new RehearsalWorkspace();
                string folder = parsed.GetValue(root)?.FullName ?? workspace.Root;
                StationOptions options = arguments.Read(parsed, folder);
                return Recover(view, parsed.GetValue(zips)!, options, parsed.GetValue(setNic), parsed.GetValue(count), token);
            });
        });
        return command;
    }

    private static int Recover(IRunView view, FileInfo[] zips, StationOptions options, bool setNic, int? count, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        RecoveryStation.RequireInterface(options, withAddress: !setNic);
        int staged = ExpandCommand.Stage(view, zips, options.Root, new StagingOptions { Force = options.Force }, stop);
        if (staged != ExitCode.Ok)
        {
            return staged;
        }

        stop.ThrowIfCancellationRequested();
        using PreparedNic? nic = setNic ? PreparedNic.Prepare(options, view, stop) : null;
        using var station = new RecoveryStation(options);
        using var end = new StationEnd(station, stop, count);
        station.Start();
        view.Ready(station);
        view.Watch(station, end.Signal);
        station.Stop();
        IReadOnlyList<PhoneRecoveryStatus> phones = station.Phones;
        view.Summary(phones, clock.Elapsed);
        if (end.Fault(view))
        {
            return ExitCode.CannotRun;
        }

        return phones.Count(p => p.IsDone) >= (count ?? 1) ? ExitCode.Ok : stop.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Failed;
    }
}
