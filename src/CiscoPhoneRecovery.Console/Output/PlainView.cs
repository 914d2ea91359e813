using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Console.Output;

/// <summary>Plain lines for a log file or a pipe: a line when a phone's state, file or advice changes, not for every percent.</summary>
internal sealed class PlainView : IRunView
{
    private readonly TextWriter _writer;
    private readonly Dictionary<string, string> _last = new();

    public PlainView(TextWriter writer) => _writer = writer;

    public void Step(string sentence) => _writer.WriteLine(sentence);

    public T WithProgress<T>(Func<IProgress<StagingProgress>?, T> work) => work(null);

    public void Staged(IReadOnlyList<StagingResult> results) => LoadText.Write(_writer, results);

    public void Report(LoadReport report) => LoadText.Write(_writer, report);

    public void Ready(RecoveryStation station) => _writer.WriteLine(StationText.Ready(station));

    public void Watch(RecoveryStation station, WaitHandle end)
    {
        station.Board.PhoneChanged += Phone;
        station.Board.DhcpHappened += Dhcp;
        station.Board.TftpHappened += Tftp;
        station.Board.JournalTroubled += Tell;
        Tell(station.JournalFailure is { } failure ? $"{failure.Message} {failure.Advice}" : null);

        foreach (PhoneRecoveryStatus phone in station.Phones)
        {
            Phone(phone); // those that were served before anyone watched
        }

        end.WaitOne();
        station.Board.PhoneChanged -= Phone;
        station.Board.DhcpHappened -= Dhcp;
        station.Board.TftpHappened -= Tftp;
        station.Board.JournalTroubled -= Tell;
    }

    public void Show(IReadOnlyList<PhoneRecoveryStatus> phones)
    {
        Table(phones);
        foreach (PhoneRecoveryStatus p in phones.Where(p => p.Advice is not null))
        {
            _writer.WriteLine($"{p.Name}: {p.Advice}");
        }
    }

    public void Summary(IReadOnlyList<PhoneRecoveryStatus> phones, TimeSpan elapsed)
    {
        _writer.WriteLine();
        Table(phones);
        _writer.WriteLine(StationText.Summary(phones, elapsed));
    }

    public void Problem(string message, string? advice) => StationText.WriteProblem(message, advice);

    private void Table(IReadOnlyList<PhoneRecoveryStatus> phones)
    {
        _writer.WriteLine($"{"Phone",-16} {"Model",-12} {"Address",-15} {"State",-12} {"Files",7} {"MB",6}  Load");
        foreach (PhoneRecoveryStatus p in phones.Where(p => p.State != PhoneState.Ignored))
        {
            _writer.WriteLine($"{p.Name,-16} {p.Model,-12} {p.IPAddress,-15} {p.State,-12} {p.FilesDone + "/" + p.FilesTotal,7} {p.Bytes / 1e6,6:0.0}  {p.Load}");
        }
    }

    private void Dhcp(DhcpEvent happening) => Tell(StationText.Notice(happening));

    private void Tftp(TftpEvent happening) => Tell(StationText.Notice(happening));

    private void Tell(string? notice)
    {
        if (notice is not null)
        {
            _writer.WriteLine($"{DateTime.Now:HH:mm:ss} {notice}");
        }
    }

    private void Phone(PhoneRecoveryStatus p)
    {
        string key = p.MacAddress + p.IPAddress?.ToString();
        string line = p.State == PhoneState.Downloading ? $"{p.Name} {p.Model} {p.IPAddress} {p.State} {p.File}" : $"{p.Name} {p.Model} {p.IPAddress} {p.State}";
        if (p.Advice is not null)
        {
            line += $": {p.Advice}";
        }

        if (!_last.TryGetValue(key, out string? former) || former != line)
        {
            _last[key] = line;
            _writer.WriteLine($"{DateTime.Now:HH:mm:ss} {line}");
        }
    }
}
