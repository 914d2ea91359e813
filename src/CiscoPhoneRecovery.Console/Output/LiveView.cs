using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CiscoPhoneRecovery.Console.Output;

/// <summary>A table that lives: a row and a bar a phone, advice below.</summary>
internal sealed class LiveView : IRunView
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);

    private readonly IAnsiConsole _console;
    private string? _notice;

    public LiveView(IAnsiConsole console) => _console = console;

    public void Step(string sentence) => _console.WriteLine(sentence);

    public T WithProgress<T>(Func<IProgress<StagingProgress>?, T> work) => _console.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
        .Start(context =>
        {
            var bars = new Dictionary<string, ProgressTask>();
            return work(new Relay(step =>
            {
                if (!bars.TryGetValue(step.ZipName, out ProgressTask? bar))
                {
                    bar = bars[step.ZipName] = context.AddTask(Markup.Escape(step.ZipName), maxValue: 100);
                }

                bar.Value = step.Percent;
            }));
        });

    public void Staged(IReadOnlyList<StagingResult> results) => LoadText.Write(System.Console.Out, results);

    public void Report(LoadReport report) => LoadText.Write(System.Console.Out, report);

    public void Ready(RecoveryStation station) => _console.WriteLine(StationText.Ready(station));

    public void Watch(RecoveryStation station, WaitHandle end)
    {
        station.Board.DhcpHappened += Dhcp;
        station.Board.JournalTroubled += Journal;
        _notice = station.JournalFailure is { } failure ? $"{failure.Message} {failure.Advice}" : _notice;
        station.Board.TftpHappened += Tftp;
        _console.Live(Table(station)).AutoClear(true).Start(context =>
        {
            bool over;
            do
            {
                over = end.WaitOne(Refresh);
                context.UpdateTarget(Table(station));
            }
            while (!over);
        });
        station.Board.DhcpHappened -= Dhcp;
        station.Board.JournalTroubled -= Journal;
        station.Board.TftpHappened -= Tftp;
    }

    public void Show(IReadOnlyList<PhoneRecoveryStatus> phones) => _console.Write(new Rows(Advice(phones, most: int.MaxValue).Prepend(PhoneTable(phones))));

    public void Summary(IReadOnlyList<PhoneRecoveryStatus> phones, TimeSpan elapsed)
    {
        _console.Write(PhoneTable(phones));
        _console.WriteLine(StationText.Summary(phones, elapsed));
    }

    public void Problem(string message, string? advice) => StationText.WriteProblem(message, advice);

    /// <summary>One line a phone: what does not fit a narrow terminal is left out, nothing is wrapped.</summary>
    private Table PhoneTable(IReadOnlyList<PhoneRecoveryStatus> phones)
    {
        int width = _console.Profile.Width;
        Table table = new Table().Border(width < 100 ? TableBorder.Simple : TableBorder.Rounded);
        table.AddColumn(new TableColumn("Phone").NoWrap());
        table.AddColumn(new TableColumn("Model").NoWrap());
        if (width >= 90)
        {
            table.AddColumn(new TableColumn("Address").NoWrap());
        }

        table.AddColumn(new TableColumn("State").NoWrap());
        table.AddColumn(new TableColumn("Progress").NoWrap());
        if (width >= 120)
        {
            table.AddColumn(new TableColumn("File").NoWrap());
        }

        foreach (PhoneRecoveryStatus p in phones.Where(p => p.State != PhoneState.Ignored))
        {
            var cells = new List<IRenderable> { new Text(p.Name), new Text(p.Model ?? "?") };
            if (width >= 90)
            {
                cells.Add(new Text(p.IPAddress?.ToString() ?? string.Empty));
            }

            cells.Add(new Text(p.State.ToString(), StyleOf(p.State)));
            cells.Add(Bar(p, width < 100 ? 10 : 20));
            if (width >= 120)
            {
                cells.Add(new Text(p.State == PhoneState.Downloading ? p.File ?? string.Empty : string.Empty));
            }

            table.AddRow(cells);
        }

        return table;
    }

    private static Text Bar(PhoneRecoveryStatus p, int width)
    {
        int full = p.PercentComplete * width / 100;
        return new Text($"{new string('█', full)}{new string('░', width - full)} {p.PercentComplete,3}% {p.FilesDone}/{p.FilesTotal}", StyleOf(p.State));
    }

    private static Style StyleOf(PhoneState state) => state switch
    {
        PhoneState.Recovered or PhoneState.Verified => new Style(Color.Green),
        PhoneState.Downloading or PhoneState.Installing => new Style(Color.Yellow),
        PhoneState.Rejected or PhoneState.MissingFile or PhoneState.Stalled => new Style(Color.Red),
        _ => Style.Plain,
    };

    private Rows Table(RecoveryStation station)
    {
        IReadOnlyList<PhoneRecoveryStatus> phones = station.Phones;
        var rows = new List<IRenderable> { PhoneTable(phones) };
        if (_notice is not null)
        {
            rows.Add(new Text(_notice, new Style(Color.Red)));
        }

        if (station.Board.BenchAdvice is { } bench)
        {
            rows.Add(new Text(bench));
        }

        rows.AddRange(Advice(phones, most: 6));
        return new Rows(rows);
    }

    /// <summary>Phones that are to be told the same share a line.</summary>
    private static IEnumerable<IRenderable> Advice(IReadOnlyList<PhoneRecoveryStatus> phones, int most) =>
        phones.Where(p => p.Advice is not null && p.State != PhoneState.Ignored)
            .GroupBy(p => p.Advice!)
            .Take(most)
            .Select(g => new Text($"{string.Join(", ", g.Take(4).Select(p => p.Name))}{(g.Count() > 4 ? $" and {g.Count() - 4} more" : string.Empty)}: {g.Key}"));

    private void Journal(string trouble) => _notice = trouble;

    private void Dhcp(DhcpEvent happening) => _notice = StationText.Notice(happening) ?? _notice;

    private void Tftp(TftpEvent happening) => _notice = StationText.Notice(happening) ?? _notice;

    /// <summary>Reports on the caller's thread; Progress of T would use another and come late.</summary>
    private sealed class Relay : IProgress<StagingProgress>
    {
        private readonly Action<StagingProgress> _show;

        public Relay(Action<StagingProgress> show) => _show = show;

        public void Report(StagingProgress value) => _show(value);
    }
}
