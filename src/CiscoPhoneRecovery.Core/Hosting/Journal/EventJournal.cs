using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Writes what happens at a station as JSON lines. Whoever writes goes on at once: a thread of the journal's own waits for the disk. The
/// file is bounded, and so is what waits for it; what cannot be written is counted, and the phones are written anew afterwards, so that
/// the file always tells where each phone stands.
/// </summary>
internal sealed class EventJournal : IDisposable
{
    /// <summary>Octets. There is one former file beside it, so the journal takes twice as much.</summary>
    public const long MostBytes = 8 * 1024 * 1024;

    private const int MostWaiting = 20_000;
    private const int MostInOneWrite = 256 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan TellingInterval = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _sinceTold = Stopwatch.StartNew();
    private readonly BlockingCollection<JournalLine> _waiting = new(MostWaiting);
    private readonly ManualResetEventSlim _closing = new();
    private readonly Func<IReadOnlyList<PhoneRecoveryStatus>> _phones;
    private readonly Func<DateTimeOffset> _now;
    private readonly Action<string> _trouble;
    private readonly MemoryStream _batch = new();
    private readonly JournalFile _file;
    private readonly FileStream _lock;
    private readonly long _mostBytes;
    private readonly Thread _thread;
    private long _lost;
    private long _beginAnewAt;
    private bool _failing;

    /// <param name="path">The file; made if need be.</param>
    /// <param name="phones">All phones of the moment; called on the journal's thread.</param>
    /// <param name="now">The time.</param>
    /// <param name="trouble">Told once when the file can no longer be written, and once when it can again.</param>
    /// <param name="mostBytes">Octets beyond which a new file is begun.</param>
    /// <param name="open">How files are opened.</param>
    /// <exception cref="JournalInUseException">Another station writes it.</exception>
    /// <exception cref="StationException">It cannot be written.</exception>
    public EventJournal(
        string path,
        Func<IReadOnlyList<PhoneRecoveryStatus>> phones,
        Func<DateTimeOffset> now,
        Action<string> trouble,
        long mostBytes = MostBytes,
        Func<string, FileMode, Stream>? open = null)
    {
        _phones = phones;
        _now = now;
        _trouble = trouble;
        _mostBytes = mostBytes;
        _beginAnewAt = mostBytes;
        try
        {
            Path = System.IO.Path.GetFullPath(path);
            Nic.PrivateFolder.Make(System.IO.Path.GetDirectoryName(Path)!);
            _lock = JournalLock.Take(Path);
            try
            {
                _file = new JournalFile(Path, open);
            }
            catch
            {
                _lock.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new StationException($"The event journal '{path}' cannot be written: {e.Message}", "The station serves without it.", e);
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "Event journal" };
        _thread.Start();
    }

    public string Path { get; }

    /// <summary>Takes a line, and returns at once. From any thread.</summary>
    public void Write(JournalLine line)
    {
        try
        {
            if (!_waiting.TryAdd(line))
            {
                Lose(1);
            }
        }
        catch (InvalidOperationException)
        {
            // Closed: a server's last words as it stops.
        }
    }

    /// <summary>A line that was kept back before it came here; it is told with those that are lost here.</summary>
    public void Lose(int lines) => Interlocked.Add(ref _lost, lines);

    /// <summary>Writes what waits, for two seconds at most, and closes the file.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        _closing.Set();
        if (_thread.Join(TimeSpan.FromSeconds(2)))
        {
            _file.Dispose();
        }

        _lock.Dispose();
    }

    private void Run()
    {
        while (!_waiting.IsCompleted)
        {
            _batch.SetLength(0);
            int lines = Collect();
            long told = TellOfLost();
            if (_batch.Length > 0)
            {
                Save(lines, told);
            }
        }
    }

    /// <summary>The next line and those that wait behind it, as octets.</summary>
    private int Collect()
    {
        int lines = 0;
        TimeSpan patience = Patience;
        while (_batch.Length < MostInOneWrite && _waiting.TryTake(out JournalLine? line, patience))
        {
            Add(line);
            lines++;
            patience = TimeSpan.Zero;
        }

        return lines;
    }

    /// <summary>What a reader must know when lines were lost: how many, and where the phones stand now.</summary>
    private long TellOfLost()
    {
        long lost = Interlocked.Read(ref _lost);
        if (lost == 0 || (_sinceTold.Elapsed < TellingInterval && !_failing && !_waiting.IsAddingCompleted))
        {
            return 0;
        }

        _sinceTold.Restart();
        JournalLine gap = JournalLine.Of(_now(), "journal", "LinesLost");
        gap.Count = lost;
        Add(gap);
        AddPhones();
        return lost;
    }

    private void Save(int lines, long told)
    {
        try
        {
            _file.Append(_batch.GetBuffer(), (int)_batch.Length);
            Interlocked.Add(ref _lost, -told);
            if (_failing)
            {
                _failing = false;
                _trouble($"The event journal '{Path}' is written again; {told} lines are missing in it.");
            }

            if (_file.Length > _beginAnewAt)
            {
                BeginAnew();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The phones among the lines that are lost now come again with the note that says so.
            Lose(Math.Max(lines, 1));
            if (!_failing)
            {
                _failing = true;
                _trouble($"The event journal '{Path}' cannot be written: {e.Message} The phones are served all the same.");
            }

            _closing.Wait(Patience);
        }
    }

    private void BeginAnew()
    {
        _batch.SetLength(0);
        Add(JournalLine.Of(_now(), "journal", "BegunAnew"));
        AddPhones();
        _file.BeginAnew(_batch.GetBuffer(), (int)_batch.Length);
        _beginAnewAt = Math.Max(_mostBytes, 2 * _file.Length);
    }

    private void AddPhones()
    {
        foreach (PhoneRecoveryStatus phone in _phones())
        {
            Add(JournalLine.Of(_now(), phone));
        }
    }

    private void Add(JournalLine line)
    {
        if (line.ToBytes() is { } bytes)
        {
            _batch.Write(bytes, 0, bytes.Length);
        }
    }
}
