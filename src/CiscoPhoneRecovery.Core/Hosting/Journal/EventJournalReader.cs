using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Reads the phones out of an event journal, also one that a station is writing. Total: a line that is torn, damaged or none of ours is
/// counted and passed over, the others count.
/// </summary>
public sealed class EventJournalReader
{
    private const int MostPhones = 4096;

    private readonly Dictionary<string, PhoneRecoveryStatus> _phones = new(StringComparer.Ordinal);

    private EventJournalReader()
    {
    }

    /// <summary>The phones as their last lines tell, in the order they were first seen.</summary>
    public IReadOnlyList<PhoneRecoveryStatus> Phones => _phones.Values.OrderBy(p => p.FirstSeen).ToList();

    /// <summary>Lines that could be read.</summary>
    public int Lines { get; private set; }

    /// <summary>Lines that could not; a torn last line, which a station that was killed or that writes just now leaves, is none of them.</summary>
    public int DamagedLines { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The journal, or the lease journal that it lies beside.</param>
    /// <exception cref="StationException">There is none, or it cannot be read.</exception>
    public static EventJournalReader Read(string path)
    {
        try
        {
            path = EventJournalPath.Find(path);
            if (Directory.Exists(path))
            {
                throw new StationException($"'{path}' is a folder, and no event journal.", "Name the file in it that ends in .jsonl.");
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            EventJournalReader journal = Read(file);
            return journal.Lines > 0 || journal.DamagedLines == 0
                ? journal
                : throw new StationException($"'{path}' is no event journal: none of its lines is one.", "Name a file that a station wrote; it ends in .jsonl.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new StationException($"The event journal '{path}' cannot be read: {e.Message}", "Check the path; a station says where it writes when it starts.", e);
        }
    }

    /// <summary>Reads a stream to its end, in bounded memory.</summary>
    public static EventJournalReader Read(Stream stream)
    {
        var journal = new EventJournalReader();
        var buffer = new byte[JournalLine.Longest + 1];
        int held = 0;
        bool skipping = false;
        while (true)
        {
            int read = stream.Read(buffer, held, buffer.Length - held);
            if (read == 0)
            {
                return journal;
            }

            held += read;
            int start = 0;
            for (int feed; (feed = Array.IndexOf(buffer, (byte)'\n', start, held - start)) >= 0; start = feed + 1)
            {
                journal.Take(buffer, start, skipping ? 0 : feed - start);
                skipping = false;
            }

            if (start == 0 && held == buffer.Length)
            {
                skipping = true; // no line is that long: it is passed over to its end
                start = held;
            }

            held -= start;
            Buffer.BlockCopy(buffer, start, buffer, 0, held);
        }
    }

    private void Take(byte[] buffer, int offset, int length)
    {
        if (JournalLine.Read(buffer, offset, length) is not { } line)
        {
            DamagedLines++;
            return;
        }

        if (line.Source != "phone")
        {
            Lines++;
            return;
        }

        if (line.Phone?.ToStatus() is not { } phone)
        {
            DamagedLines++;
            return;
        }

        Lines++;
        Take(phone);
    }

    private void Take(PhoneRecoveryStatus phone)
    {
        bool hasMac = !phone.MacAddress.Equals(PhysicalAddress.None);
        if (hasMac && phone.IPAddress is not null)
        {
            _phones.Remove(phone.IPAddress.ToString()); // it was known by its address alone before
        }

        string key = hasMac ? "SEP" + phone.MacAddress : phone.IPAddress?.ToString() ?? string.Empty;
        if (!_phones.ContainsKey(key) && _phones.Count >= MostPhones)
        {
            _phones.Remove(_phones.OrderBy(p => p.Value.LastSeen).First().Key);
        }

        _phones[key] = phone;
    }
}
