using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Console.Output;

/// <summary>One JSON object a line, each with an "event". Names and units are those of the objects in PowerShell.</summary>
internal sealed class JsonView : IRunView
{
    private static readonly JsonSerializerOptions Format = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly TextWriter _writer;
    private readonly object _turn = new();

    public JsonView(TextWriter writer) => _writer = writer;

    public void Step(string sentence) => Write(new { @event = "step", text = sentence });

    public T WithProgress<T>(Func<IProgress<StagingProgress>?, T> work) => work(null);

    public void Staged(IReadOnlyList<StagingResult> results)
    {
        foreach (StagingResult result in results)
        {
            Staged(result);
        }
    }

    private void Staged(StagingResult result) => Write(new
    {
        @event = "staged",
        zip = result.ZipPath,
        outcome = result.Outcome,
        loads = result.Loads.Select(Describe),
        files = result.Files.Select(f => new { name = f.Name, bytes = f.Length, action = f.Action }),
        problems = result.Report.AllProblems.Select(Describe),
        error = result.Error?.Message,
        advice = result.Error?.Advice,
    });

    public void Report(LoadReport report) => Write(new
    {
        @event = "root",
        folder = report.Source,
        verdict = report.Verdict,
        loads = report.Loads.Select(Describe),
        models = report.Coverage.Select(c => new { model = c.Model.Name, recovered = c.IsRecovered, load = c.Load?.Name, reason = c.Reason }),
        problems = report.AllProblems.Select(Describe),
    });

    public void Ready(RecoveryStation station) => Write(new
    {
        @event = "ready",
        @interface = station.Options.Interface,
        address = station.Options.Dhcp.ServerAddress.ToString(),
        dhcpPort = station.DhcpPort,
        watchesForServers = station.WatchesForServers,
        journal = station.JournalPath,
        tftpPort = station.TftpPort,
        rangeStart = station.Options.Dhcp.RangeStart.ToString(),
        rangeEnd = station.Options.Dhcp.RangeEnd.ToString(),
        root = station.Options.Root,
        models = station.RecoverableModels.Select(m => m.Name),
    });

    public void Watch(RecoveryStation station, WaitHandle end)
    {
        station.Board.PhoneChanged += Phone;
        station.Board.DhcpHappened += Dhcp;
        station.Board.TftpHappened += Tftp;
        station.Board.JournalTroubled += Journal;
        if (station.JournalFailure is { } failure)
        {
            Journal($"{failure.Message} {failure.Advice}");
        }

        foreach (PhoneRecoveryStatus phone in station.Phones)
        {
            Phone(phone); // those that were served before anyone watched
        }

        end.WaitOne();
        station.Board.PhoneChanged -= Phone;
        station.Board.DhcpHappened -= Dhcp;
        station.Board.JournalTroubled -= Journal;
        station.Board.TftpHappened -= Tftp;
    }

    public void Summary(IReadOnlyList<PhoneRecoveryStatus> phones, TimeSpan elapsed) => Write(new
    {
        @event = "summary",
        phones = phones.Count(p => p.State != PhoneState.Ignored),
        recovered = phones.Count(p => p.IsDone),
        seconds = Math.Round(elapsed.TotalSeconds, 1),
    });

    public void Show(IReadOnlyList<PhoneRecoveryStatus> phones)
    {
        foreach (PhoneRecoveryStatus phone in phones)
        {
            Phone(phone);
        }
    }

    public void Problem(string message, string? advice) => Write(new { @event = "error", message, advice });

    private static object Describe(PhoneLoad load) => new
    {
        load = load.Name,
        release = load.Release?.ToString(),
        build = load.Build,
        built = load.Built,
        protocol = load.Protocol,
        models = load.Models.Select(m => m.Name),
        verdict = load.Verdict,
        bytes = load.Length,
        files = load.Manifests.Select(m => new { name = m.Name, bytes = m.Length, state = m.State })
            .Concat(load.Images.Select(i => new { name = i.StoredName ?? i.Name, bytes = i.Length, state = i.State })),
    };

    private static object Describe(LoadProblem problem) => new { severity = problem.Severity, code = problem.Code, file = problem.File, what = problem.What, advice = problem.Advice };

    private void Dhcp(DhcpEvent happening)
    {
        if (StationText.Notice(happening) is { } notice)
        {
            Write(new { @event = "server", kind = happening.Kind, address = happening.Address?.ToString(), mac = happening.Mac.ToString(), text = notice });
        }
    }

    private void Journal(string trouble) => Write(new { @event = "server", kind = "JournalFailed", text = trouble });

    private void Tftp(TftpEvent happening)
    {
        if (StationText.Notice(happening) is { } notice)
        {
            Write(new { @event = "server", kind = happening.Kind, text = notice });
        }
    }

    private void Phone(PhoneRecoveryStatus phone) => Write(new
    {
        @event = "phone",
        mac = phone.MacAddress.ToString(),
        name = phone.Name,
        model = phone.Model,
        ip = phone.IPAddress?.ToString(),
        state = phone.State,
        load = phone.Load,
        reportedLoad = phone.ReportedLoad,
        file = phone.File,
        filesDone = phone.FilesDone,
        filesTotal = phone.FilesTotal,
        bytes = phone.Bytes,
        totalBytes = phone.TotalBytes,
        percent = phone.PercentComplete,
        bytesPerSecond = phone.BytesPerSecond,
        retransmissions = phone.Retransmissions,
        attempts = phone.Attempts,
        elapsedSeconds = Math.Round(phone.Elapsed.TotalSeconds, 1),
        evidence = phone.Evidence.Count > 0 ? phone.Evidence[phone.Evidence.Count - 1] : null,
        advice = phone.Advice,
    });

    private void Write(object line)
    {
        string text = JsonSerializer.Serialize(line, Format);
        lock (_turn)
        {
            _writer.WriteLine(text);
            _writer.Flush();
        }
    }
}
