using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace CiscoPhoneRecovery.Loads;

/// <summary>
/// The members of a zip (PKWARE APPNOTE 4.3), ZIP64 included. Written here because ZipArchive of .NET Standard 2.0 tells neither a link
/// from a file nor whether the bytes match their check sum, and takes members that overlap; the inflating is DeflateStream's.
/// </summary>
public sealed class ZipDirectory
{
    private const uint EntrySignature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;
    private const int EntryLength = 46;
    private const int LocalLength = 30;
    private const int MaximumDirectory = 1024 * 1024;
    private const int Zip64Extra = 0x0001;

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
        if (ZipEnd.Find(zip, out error) is not { } end)
        {
            return null;
        }

        if (end.DirectoryLength > MaximumDirectory)
        {
            error = $"the zip's directory has {end.DirectoryLength} bytes, more than that of any firmware";
            return null;
        }

        byte[] directory = new byte[(int)end.DirectoryLength];
        zip.Position = end.DirectoryStart;
        if (!StreamReading.Fill(zip, directory, 0, directory.Length))
        {
            error = "the zip's directory cannot be read whole";
            return null;
        }

        List<ZipMember> members = ReadEntries(directory, end.Count, out error);
        error ??= FindOverlap(members, end.DirectoryStart);
        return error is null ? new ZipDirectory(zip, members) : null;
    }

    /// <summary>
    /// Opens a member for one reading; its stream throws <see cref="InvalidDataException"/> when the bytes do not inflate, or do not
    /// match the stated length or check sum. One at a time: all members share the zip's stream.
    /// </summary>
    public Stream Open(ZipMember member)
    {
        byte[] local = new byte[LocalLength];
        _zip.Position = member.LocalOffset;
        if (!StreamReading.Fill(_zip, local, 0, LocalLength) || LittleEndian.Long(local, 0) != LocalSignature)
        {
            throw new InvalidDataException("the zip's directory points to no member");
        }

        byte[] name = new byte[LittleEndian.Word(local, 26)];
        if (LittleEndian.Word(local, 8) != member.Method || !StreamReading.Fill(_zip, name, 0, name.Length)
            || ToText(name, 0, name.Length) != member.Path)
        {
            throw new InvalidDataException("the zip names the member in two ways");
        }

        long data = member.LocalOffset + LocalLength + name.Length + LittleEndian.Word(local, 28);
        return new ZipMemberStream(_zip, data, member);
    }

    private static List<ZipMember> ReadEntries(byte[] directory, long count, out string? error)
    {
        var members = new List<ZipMember>();
        error = "the zip's directory is damaged";
        int at = 0;
        for (long i = 0; i < count; i++)
        {
            if (directory.Length - at < EntryLength || LittleEndian.Long(directory, at) != EntrySignature)
            {
                return members;
            }

            int length = EntryLength + LittleEndian.Word(directory, at + 28) + LittleEndian.Word(directory, at + 30) + LittleEndian.Word(directory, at + 32);
            if (length > directory.Length - at || ReadEntry(directory, at) is not { } member)
            {
                return members;
            }

            members.Add(member);
            at += length;
        }

        error = at == directory.Length ? null : error;
        return members;
    }

    private static ZipMember? ReadEntry(byte[] directory, int at)
    {
        int nameLength = LittleEndian.Word(directory, at + 28);
        long[] sizes = { LittleEndian.Long(directory, at + 24), LittleEndian.Long(directory, at + 20), LittleEndian.Long(directory, at + 42) };
        if (!ReadZip64(directory, at + EntryLength + nameLength, LittleEndian.Word(directory, at + 30), sizes))
        {
            return null;
        }

        return new ZipMember(
            ToText(directory, at + EntryLength, nameLength),
            Length: sizes[0],
            PackedLength: sizes[1],
            Crc: (uint)LittleEndian.Long(directory, at + 16),
            Method: LittleEndian.Word(directory, at + 10),
            IsLink: IsLink(LittleEndian.Long(directory, at + 38)),
            IsEncrypted: (LittleEndian.Word(directory, at + 8) & 0x2041) != 0,
            LocalOffset: sizes[2]);
    }

    /// <summary>
    /// Length, packed length and offset of all ones stand for eight bytes in the extra field 0001, in this order (APPNOTE 4.5.3).
    /// False when one is missing there, or is more than any file can have.
    /// </summary>
    private static bool ReadZip64(byte[] directory, int extra, int extraLength, long[] sizes)
    {
        int at = FindExtra(directory, extra, extraLength, Zip64Extra, out int left);
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] != 0xFFFF_FFFF)
            {
                continue;
            }

            if (left < 8)
            {
                return false;
            }

            sizes[i] = LittleEndian.Quad(directory, at);
            at += 8;
            left -= 8;
        }

        return Array.TrueForAll(sizes, s => s != long.MaxValue);
    }

    /// <summary>Where the data of an extra field begins, and its bytes; 0 bytes when there is none.</summary>
    private static int FindExtra(byte[] directory, int at, int length, int id, out int found)
    {
        for (int end = at + length; end - at >= 4;)
        {
            found = LittleEndian.Word(directory, at + 2);
            if (LittleEndian.Word(directory, at) == id && found <= end - at - 4)
            {
                return at + 4;
            }

            at += 4 + found;
        }

        found = 0;
        return at;
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

    private static string ToText(byte[] bytes, int at, int count)
    {
        // A real question mark is no less unsafe than the bytes it stands for.
        return Encoding.ASCII.GetString(bytes, at, count);
    }
}
