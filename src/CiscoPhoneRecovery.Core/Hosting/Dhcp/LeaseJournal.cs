using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Keeps leases across the end of the process, however it ends. A line is with the operating system when <see cref="Append"/> returns, so a
/// killed server loses nothing; it is on the device within a second, by one flush for all leases of that time, because a flush a lease
/// would make 245 phones wait. Appending and compacting belong to one thread; the flush runs beside them on a handle of its own.
/// </summary>
public sealed class LeaseJournal : IDisposable
{
    /// <summary>Lines beyond which the file is written anew with one line a lease, if that saves most of it.</summary>
    private const int CompactionFloor = 100_000;

    private static readonly byte[] Header = Encoding.ASCII.GetBytes("CiscoPhoneRecovery leases 1\n");
    private static readonly TimeSpan FlushDelay = TimeSpan.FromMilliseconds(500);

    private readonly string _path;
    private readonly Func<DateTime> _utcNow;
    private readonly FileStream _lock;
    private readonly Timer _flushTimer;
    private readonly object _flushGate = new();
    private FileStream? _flushHandle;
    private FileStream? _file;
    private int _dirty;
    private int _lines;

    private LeaseJournal(string path, Func<DateTime> utcNow, FileStream lockFile)
    {
        _path = path;
        _utcNow = utcNow;
        _lock = lockFile;
        _flushTimer = new Timer(_ => FlushToDevice());
    }

    /// <summary>What was wrong with the file when it was opened, as a sentence; null when it was whole.</summary>
    public string? Damage { get; private set; }

    /// <summary>Whether so many lines are superseded that <see cref="Compact"/> is due for this many leases.</summary>
    public bool NeedsCompaction(int leases) => _lines > CompactionFloor && _lines > 8L * leases;

    /// <summary>Opens or makes a journal and locks it.</summary>
    /// <param name="path">The file; its folder is made if need be. A file of the same name with ".lock" lies beside it.</param>
    /// <param name="now">The monotonic time of this moment.</param>
    /// <param name="leases">The leases in it, in the order in which they were written, on the monotonic clock.</param>
    /// <exception cref="JournalInUseException">Another server has it.</exception>
    /// <exception cref="StationException">It cannot be read or written.</exception>
    public static LeaseJournal Open(string path, TimeSpan now, out IReadOnlyList<Lease> leases) =>
        Open(path, now, () => DateTime.UtcNow, out leases);

    internal static LeaseJournal Open(string path, TimeSpan now, Func<DateTime> utcNow, out IReadOnlyList<Lease> leases)
    {
        try
        {
            path = Path.GetFullPath(path);
            Nic.PrivateFolder.Make(Path.GetDirectoryName(path)!);
            var journal = new LeaseJournal(path, utcNow, JournalLock.Take(path));
            try
            {
                leases = journal.Load(now);
                return journal;
            }
            catch
            {
                journal.Dispose();
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new StationException($"The lease journal {path} cannot be used: {error.Message}", "Give another path.", error);
        }
    }

    /// <summary>Writes a lease down. When it returns, the end of this process does not lose it.</summary>
    /// <exception cref="IOException">The disk is full or gone; what had been written before is as it was.</exception>
    public void Append(Lease lease, TimeSpan now)
    {
        FileStream file = _file ?? throw new IOException("The lease journal is closed.");
        byte[] line = LeaseLine.Write(lease, EndOf(lease, now));
        WholeLines.Append(file, line, line.Length);
        _lines++;
        if (Interlocked.Exchange(ref _dirty, 1) == 0)
            _flushTimer.Change(FlushDelay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Writes the file anew with these leases alone, beside the old one, and then puts it in its place.</summary>
    /// <exception cref="IOException">It did not work; the old file is still there and in use.</exception>
    public void Compact(IReadOnlyCollection<Lease> leases, TimeSpan now)
    {
        string fresh = _path + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.Read, 65536))
        {
            file.Write(Header, 0, Header.Length);
            foreach (Lease lease in leases)
            {
                byte[] line = LeaseLine.Write(lease, EndOf(lease, now));
                file.Write(line, 0, line.Length);
            }

            file.Flush(flushToDisk: true);
        }

        Close();
        try
        {
            if (File.Exists(_path))
                File.Replace(fresh, _path, null);
            else
                File.Move(fresh, _path);
            _lines = leases.Count;
        }
        finally
        {
            OpenForAppending();
        }
    }

    public void Dispose()
    {
        _flushTimer.Dispose();
        FlushToDevice();
        Close();
        _lock.Dispose();
    }

    private IReadOnlyList<Lease> Load(TimeSpan now)
    {
        byte[] content = File.Exists(_path) ? File.ReadAllBytes(_path) : Array.Empty<byte>();
        var reader = new LeaseJournalReader(content, Header, now, _utcNow());
        Damage = reader.Damage;
        _lines = reader.Leases.Count;
        if (Damage is not null)
            File.Copy(_path, _path + ".damaged", overwrite: true);
        if (Damage is not null || content.Length == 0)
            Compact(reader.Leases, now);
        else
            OpenForAppending();
        return reader.Leases;
    }

    private void OpenForAppending()
    {
        // No buffer of our own: a write is a system call, and what was written survives this process.
        _file = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 1);
        _file.Seek(0, SeekOrigin.End);
        lock (_flushGate)
            _flushHandle = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 1);
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
        lock (_flushGate)
        {
            _flushHandle?.Dispose();
            _flushHandle = null;
        }
    }

    // Whichever handle asks for it, the system flushes the whole file. The gate only keeps the handle open meanwhile; Append never takes it.
    private void FlushToDevice()
    {
        if (Interlocked.Exchange(ref _dirty, 0) == 0)
            return;
        lock (_flushGate)
        {
            try
            {
                _flushHandle?.Flush(flushToDisk: true);
            }
            catch (IOException)
            {
                // The device refuses; the next lease tries again, and its own write will report what is wrong.
            }
        }
    }

    private DateTime? EndOf(Lease lease, TimeSpan now)
    {
        if (lease.ExpiresAt == TimeSpan.MaxValue)
            return null;
        DateTime today = _utcNow();
        TimeSpan left = lease.ExpiresAt - now;
        return left > DateTime.MaxValue - today ? null : left < DateTime.MinValue - today ? DateTime.MinValue : today + left;
    }
}
