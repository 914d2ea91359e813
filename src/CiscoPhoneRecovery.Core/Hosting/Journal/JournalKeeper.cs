using System;
using System.Collections.Generic;
using System.Linq;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// The event journal of a board, open for as long as one of its servers runs. Chooses what is worth a line of a phone's many changes, and
/// keeps a flood from filling the file.
/// </summary>
internal sealed class JournalKeeper : IDisposable
{
    /// <summary>Phones that were last seen longer ago belong to another day's work.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(8);

    private readonly object _gate = new();
    private readonly Dictionary<string, PhoneRecoveryStatus> _written = new();
    private readonly Func<IReadOnlyList<PhoneRecoveryStatus>> _phones;
    private readonly MonotonicClock _clock;
    private readonly Action<string> _trouble;
    private readonly LineBudget _budget = new();
    private volatile EventJournal? _journal;
    private int _users;

    /// <param name="phones">All phones of the moment.</param>
    /// <param name="clock">The board's.</param>
    /// <param name="trouble">Told when the file cannot be written, and when it can again; on another thread.</param>
    public JournalKeeper(Func<IReadOnlyList<PhoneRecoveryStatus>> phones, MonotonicClock clock, Action<string> trouble)
    {
        _phones = phones;
        _clock = clock;
        _trouble = trouble;
    }

    /// <summary>Opens the journal for one more user.</summary>
    /// <param name="path">The file.</param>
    /// <param name="replace">Whether it takes the place of another one that is open.</param>
    /// <param name="known">The phones of an earlier run of the station that the file tells of.</param>
    /// <param name="close">Ends the use; the last one closes the file.</param>
    /// <exception cref="StationException">The file cannot be written.</exception>
    public void Open(string path, bool replace, out IReadOnlyList<PhoneRecoveryStatus> known, out IDisposable close)
    {
        lock (_gate)
        {
            known = [];
            if (_journal is null || (replace && _journal.Path != System.IO.Path.GetFullPath(path)))
            {
                var journal = new EventJournal(path, _phones, () => _clock.WallClock, _trouble);
                known = ReadKnown(journal.Path);
                _journal?.Dispose();
                _journal = journal;
                _written.Clear();
            }

            _users++;
            close = new Use(this);
        }
    }

    public void Write(TimeSpan at, Func<DateTimeOffset, JournalLine> line)
    {
        if (_journal is not { } journal)
        {
            return;
        }

        if (_budget.Take(at))
        {
            journal.Write(line(_clock.Start + at));
        }
        else
        {
            journal.Lose(1);
        }
    }

    /// <summary>Writes a phone down when more than its progress changed, and with every tenth of its load.</summary>
    public void Write(TimeSpan at, PhoneRecoveryStatus phone)
    {
        if (_journal is null)
        {
            return;
        }

        if (_written.Count > 8192)
        {
            _written.Clear();
        }

        if (!_written.TryGetValue(phone.Name, out PhoneRecoveryStatus? last) || IsWorthALine(last, phone))
        {
            _written[phone.Name] = phone;
            Write(at, time => JournalLine.Of(time, phone));
        }
    }

    /// <summary>Closes the file, whoever uses it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _journal?.Dispose();
            _journal = null;
        }
    }

    private static bool IsWorthALine(PhoneRecoveryStatus last, PhoneRecoveryStatus now) =>
        last.State != now.State || last.File != now.File || last.FilesDone != now.FilesDone || last.PercentComplete / 10 != now.PercentComplete / 10
        || last.Attempts != now.Attempts || last.Advice != now.Advice || !Equals(last.IPAddress, now.IPAddress) || last.Model != now.Model
        || last.ReportedLoad != now.ReportedLoad;

    private List<PhoneRecoveryStatus> ReadKnown(string path)
    {
        EventJournalReader reader = EventJournalReader.Read(path);
        if (reader.DamagedLines > 0)
        {
            _trouble($"{reader.DamagedLines} lines of the event journal '{path}' are damaged; the {reader.Lines} others were read.");
        }

        return reader.Phones.Where(p => p.State != PhoneState.Ignored && p.LastSeen > _clock.WallClock - Remembered).ToList();
    }

    private void Close()
    {
        lock (_gate)
        {
            if (--_users == 0)
            {
                _journal?.Dispose();
                _journal = null;
            }
        }
    }

    private sealed class Use : IDisposable
    {
        private JournalKeeper? _keeper;

        public Use(JournalKeeper keeper) => _keeper = keeper;

        public void Dispose() => System.Threading.Interlocked.Exchange(ref _keeper, null)?.Close();
    }
}
