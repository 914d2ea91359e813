using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace CiscoPhoneRecovery.Loads;

/// <summary>
/// The members of a zip (PKWARE APPNOTE 4.3). Written here because ZipArchive of .NET Standard 2.0 tells neither a link from a file nor
/// whether the
/// bytes match their check sum, and takes members that overlap; the inflating is DeflateStream's.
/// </summary>
public sealed class ZipDirectory
{
    private const uint EndSignature = 0x06054b50;
    private const uint EntrySignature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;
    private const int EndLength = 22;
    private const int EntryLength = 46;
    private const int LocalLength = 30;
    private const int MaximumDirectory = 1024 * 1024;

    private readonly Stream _zip;

    private ZipDirectory(Stream zip, IReadOnlyList<ZipMember> members)
    {
        _zip = zip;
        Members = members;
    }

    /// <summary>In the order of the central directory.</summary>
    public IReadOnlyList<ZipMember> Members { get; }

    /// <summary>
    /// Reads the directory of a seekable stream that stays open as long as the members are read; null, and the reason, when there is none.
    /// Passes on what the stream throws.
    /// </summary>
    public static ZipDirectory? Read(Stream zip, out string? error)
    {
        long length = zip.Length;
        byte[] tail = new byte[(int)Math.Min(length, EndLength + 65535)];
        zip.Position = length - tail.Length;
        if (!StreamReading.Fill(zip, tail, 0, tail.Length) || FindEnd(tail) is not { } at)
        {
            error = "the zip is cut short: its directory, at its end, is missing";
            return null;
        }

        int count = Word(tail, at + 10);
        long size = Long(tail, at + 12);
        long start = Long(tail, at + 16);
        long end = length - tail.Length + at;
        if (Word(tail, at + 4) != 0 || Word(tail, at + 6) != 0 || Word(tail, at + 8) != count
            || size > MaximumDirectory || start + size != end)
        {
            error = "the zip's directory contradicts itself";
            return null;
        }

        byte[] directory = new byte[(int)size];
        zip.Position = start;
        if (!StreamReading.Fill(zip, directory, 0, directory.Length))
        {
            error = "the zip's directory cannot be read whole";
            return null;
        }

        List<ZipMember> members = ReadEntries(directory, count, out error);
        error ??= FindOverlap(members, start);
        return error is null ? new ZipDirectory(zip, members) : null;
    }

    /// <summary>
    /// Opens a member for one reading; its stream throws <see cref="InvalidDataException"/> when the bytes do not inflate, or do not
    /// match the
    /// stated length or check sum. One at a time: all members share the zip's stream.
    /// </summary>
    public Stream Open(ZipMember member)
    {
        byte[] local = new byte[LocalLength];
        _zip.Position = member.LocalOffset;
        if (!StreamReading.Fill(_zip, local, 0, LocalLength) || Long(local, 0) != LocalSignature)
        {
            throw new InvalidDataException("the zip's directory points to no member");
        }

        byte[] name = new byte[Word(local, 26)];
        if (Word(local, 8) != member.Method || !StreamReading.Fill(_zip, name, 0, name.Length)
            || ToText(name, 0, name.Length) != member.Path)
        {
            throw new InvalidDataException("the zip names the member in two ways");
        }

        long data = member.LocalOffset + LocalLength + name.Length + Word(local, 28);
        return new ZipMemberStream(_zip, data, member);
    }

    private static List<ZipMember> ReadEntries(byte[] directory, int count, out string? error)
    {
        var members = new List<ZipMember>();
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            if (directory.Length - at < EntryLength || Long(directory, at) != EntrySignature
                || directory.Length - at - EntryLength < Word(directory, at + 28) + Word(directory, at + 30) + Word(directory, at + 32))
            {
                error = "the zip's directory is damaged";
                return members;
            }

            members.Add(ReadEntry(directory, at));
            at += EntryLength + Word(directory, at + 28) + Word(directory, at + 30) + Word(directory, at + 32);
        }

        error = at == directory.Length ? null : "the zip's directory is damaged";
        return members;
    }

    private static ZipMember ReadEntry(byte[] directory, int at)
    {
        int flags = Word(directory, at + 8);
        long attributes = Long(directory, at + 38);
        return new ZipMember(
            ToText(directory, at + EntryLength, Word(directory, at + 28)),
            Length: Long(directory, at + 24),
            PackedLength: Long(directory, at + 20),
            Crc: (uint)Long(directory, at + 16),
            Method: Word(directory, at + 10),
            IsLink: IsLink(attributes),
            IsEncrypted: (flags & 0x2041) != 0,
            LocalOffset: Long(directory, at + 42));
    }

    /// <summary>
    /// The upper half is a Unix mode, whoever wrote it: 0x8000 is a file, 0x4000 a folder, 0 says nothing. 0x400 is Windows' reparse
    /// point.
    /// </summary>
    private static bool IsLink(long attributes) =>
        ((attributes >> 16) & 0xF000) is not (0 or 0x4000 or 0x8000) || (attributes & 0x400) != 0;

    /// <summary>Members whose bytes overlap are how a small zip expands without bound.</summary>
    private static string? FindOverlap(List<ZipMember> members, long directoryStart)
    {
        long free = 0;
        foreach (ZipMember member in members.OrderBy(m => m.LocalOffset))
        {
            if (member.LocalOffset < free)
            {
                return "members of the zip overlap";
            }

            free = member.LocalOffset + LocalLength + member.PackedLength;
        }

        return free > directoryStart ? "members of the zip reach into its directory" : null;
    }

    /// <summary>The end record, whose comment must end where the file does.</summary>
    private static int? FindEnd(byte[] tail)
    {
        for (int at = tail.Length - EndLength; at >= 0; at--)
        {
            if (Long(tail, at) == EndSignature && at + EndLength + Word(tail, at + 20) == tail.Length)
            {
                return at;
            }
        }

        return null;
    }

    private static string ToText(byte[] bytes, int at, int count)
    {
        // A real question mark is no less unsafe than the bytes it stands for.
        return Encoding.ASCII.GetString(bytes, at, count);
    }

    private static int Word(byte[] bytes, int at) => bytes[at] | (bytes[at + 1] << 8);

    private static long Long(byte[] bytes, int at) =>
        (uint)(bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24));
}
