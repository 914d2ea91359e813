using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Console.Output;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Console.Commands;

/// <summary>phone-recovery rehearse [ZIP...]: software phones recovered on loopback, to prove everything but the cable.</summary>
internal static class RehearseCommand
{
    private static readonly TimeSpan LongestRehearsal = TimeSpan.FromMinutes(2);

    public static Command Create()
    {
        Argument<FileInfo[]> zips = ExpandCommand.ZipArgument(ArgumentArity.ZeroOrMore);
        var force = new Option<bool>("--force") { Description = "Rehearse with refused loads as well." };
        Option<bool> json = RunViews.JsonOption();
        var command = new Command("rehearse", "Recovers one software phone of each model on loopback, with your zips or with made-up ones of the same shape.") { zips, force, json };
        command.SetAction((parsed, stop) =>
        {
            IRunView view = RunViews.For(parsed.GetValue(json));
            return Guarded.Run(view, stop, token => Rehearse(view, parsed.GetValue(zips)!, parsed.GetValue(force), token));
        });
        return command;
    }

    private static int Rehearse(IRunView view, FileInfo[] zips, bool force, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        using var workspace = new RehearsalWorkspace();
        if (zips.Length == 0)
        {
            view.Step("Making bundles in the shape of Cisco's six 8.5(2) zips (none of Cisco's code is in them) ...");
            zips = workspace.MakeZips(stop).Select(path => new FileInfo(path)).ToArray();
        }

        view.Step($"Checking and staging {(zips.Length == 1 ? "the zip" : $"{zips.Length} zips")} ...");
        int staged = ExpandCommand.Stage(view, zips, workspace.Root, new StagingOptions { Force = force, Rehearsal = true }, stop);
        if (staged != ExitCode.Ok)
        {
            return staged;
        }

        PhoneModel[] models = RootReader.Read(workspace.Root, new LoadJudgeOptions { Source = workspace.Root, Rehearsal = true }).Coverage.Where(c => c.IsRecovered || (force && c.Load is not null)).Select(c => c.Model).ToArray();
        using var rehearsal = new Rehearsal(workspace.Root, models);
        rehearsal.Start();
        view.Step($"Recovering {models.Length} software phones on loopback, DHCP port {rehearsal.Station.DhcpPort}, TFTP port {rehearsal.Station.TftpPort} ...");
        using var over = new ManualResetEventSlim();
        using var timer = new Timer(_ => EndWhen(rehearsal.IsOver || stop.IsCancellationRequested || clock.Elapsed > LongestRehearsal, over), null, 100, 100);
        view.Watch(rehearsal.Station, over.WaitHandle);
        stop.ThrowIfCancellationRequested();

        IReadOnlyList<RehearsalResult> results = rehearsal.Results();
        view.Summary(results.Select(r => r.Status).ToList(), clock.Elapsed);
        foreach (RehearsalResult result in results.Where(r => r.Problem is not null))
        {
            view.Problem($"{result.Status.Name} ({result.Status.Model}): {result.Problem}", null);
        }

        return results.Count > 0 && results.All(r => r.Problem is null) ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void EndWhen(bool condition, ManualResetEventSlim end)
    {
        if (condition)
        {
            end.Set();
        }
    }
}
