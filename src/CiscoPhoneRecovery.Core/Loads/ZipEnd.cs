using System;
using System.IO;

namespace CiscoPhoneRecovery.Loads;

/// <summary>
/// Where a zip's directory lies, from the record at the end of the file and, before that, the two records of ZIP64, which some programs
/// write for the smallest zip:
/// <code>
/// entries   [ZIP64 record   ZIP64 locator]   end record + comment
/// </code>
/// All must agree and follow one another without a gap: two readers must not be able to see two directories in one zip.
/// </summary>
internal sealed class ZipEnd
{
    private const uint EndSignature = 0x06054b50;
    private const uint Zip64Signature = 0x06064b50;
    private const uint LocatorSignature = 0x07064b50;
    private const int EndLength = 22;
    private const int Zip64Length = 56;
    private const int LocatorLength = 20;
    private const string Contradiction = "the zip's directory contradicts itself";

    private ZipEnd(long count, long start, long length)
    {
        Count = count;
        DirectoryStart = start;
        DirectoryLength = length;
    }

    /// <summary>Entries of the directory.</summary>
    public long Count { get; }

    public long DirectoryStart { get; }

    /// <summary>Bytes.</summary>
    public long DirectoryLength { get; }

    /// <summary>Null, and the reason, when there is none that can be trusted. Passes on what the stream throws.</summary>
    public static ZipEnd? Find(Stream zip, out string? error)
    {
        byte[] tail = new byte[(int)Math.Min(zip.Length, EndLength + 65535)];
        zip.Position = zip.Length - tail.Length;
        if (!StreamReading.Fill(zip, tail, 0, tail.Length) || FindRecord(tail) is not { } at)
        {
            error = "the zip is cut short: its directory, at its end, is missing";
            return null;
        }

        long recordAt = zip.Length - tail.Length + at;
        int disks = LittleEndian.Word(tail, at + 4) | LittleEndian.Word(tail, at + 6);
        var plain = new ZipEnd(LittleEndian.Word(tail, at + 10), LittleEndian.Long(tail, at + 16), LittleEndian.Long(tail, at + 12));
        byte[] locator = new byte[LocatorLength];
        if (recordAt >= LocatorLength + Zip64Length && ReadAt(zip, recordAt - LocatorLength, locator)
            && LittleEndian.Long(locator, 0) == LocatorSignature)
        {
            return FindZip64(zip, locator, recordAt - LocatorLength, plain, out error);
        }

        bool holds = disks == 0 && LittleEndian.Word(tail, at + 8) == plain.Count && plain.EndsAt(recordAt);
        error = holds ? null : Contradiction;
        return holds ? plain : null;
    }

    private static ZipEnd? FindZip64(Stream zip, byte[] locator, long locatorAt, ZipEnd plain, out string? error)
    {
        byte[] record = new byte[Zip64Length];
        long recordAt = LittleEndian.Quad(locator, 8);
        error = Contradiction;
        if (recordAt > locatorAt - Zip64Length || !ReadAt(zip, recordAt, record) || LittleEndian.Long(record, 0) != Zip64Signature
            || LittleEndian.Quad(record, 4) != locatorAt - recordAt - 12)
        {
            return null;
        }

        var end = new ZipEnd(LittleEndian.Quad(record, 32), LittleEndian.Quad(record, 48), LittleEndian.Quad(record, 40));
        bool holds = LittleEndian.Long(record, 16) == 0 && LittleEndian.Long(record, 20) == 0 // one disk
            && LittleEndian.Quad(record, 24) == end.Count && end.EndsAt(recordAt)
            && (plain.Count is 0xFFFF || plain.Count == end.Count)
            && (plain.DirectoryStart is 0xFFFF_FFFF || plain.DirectoryStart == end.DirectoryStart)
            && (plain.DirectoryLength is 0xFFFF_FFFF || plain.DirectoryLength == end.DirectoryLength);
        error = holds ? null : Contradiction;
        return holds ? end : null;
    }

    private bool EndsAt(long offset) => DirectoryLength <= offset && DirectoryStart == offset - DirectoryLength;

    private static bool ReadAt(Stream zip, long offset, byte[] buffer)
    {
        zip.Position = offset;
        return StreamReading.Fill(zip, buffer, 0, buffer.Length);
    }

    /// <summary>The end record, whose comment must end where the file does.</summary>
    private static int? FindRecord(byte[] tail)
    {
        for (int at = tail.Length - EndLength; at >= 0; at--)
        {
            if (LittleEndian.Long(tail, at) == EndSignature && at + EndLength + LittleEndian.Word(tail, at + 20) == tail.Length)
            {
                return at;
            }
        }

        return null;
    }
}
