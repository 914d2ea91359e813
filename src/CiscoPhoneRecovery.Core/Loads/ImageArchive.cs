using System;
using System.IO;
using System.Text;

namespace CiscoPhoneRecovery.Loads;

/// <summary>
/// The archive in an .sbn file after its signed header, big-endian and uncompressed:
/// <code>
/// 0x000 "CNU_File_Archive_3.0"   0x030 entries (4)   0x034 offset of the contents (4)   0x038 the magic again   zeros up to 0x248
/// 0x248 a row of 20 bytes an entry: type, flags, size, time (Unix), offset of the name; then the names, then the contents
/// </code>
/// The contents' offset and the entries' sizes must add up to the payload's length: that shows a file that was cut short, without any key.
/// </summary>
public sealed class ImageArchive
{
    public const int HeaderLength = 0x248;
    public const int RowLength = 20;
    public const string Magic = "CNU_File_Archive_3.0";

    private const string MagicOfAnyVersion = "CNU_File_Archive_";

    private ImageArchive(long extraBytes) => ExtraBytes = extraBytes;

    public int EntryCount { get; private set; }

    /// <summary>Bytes after the last entry. Two of Cisco's own files have one line feed there, so it is worth a warning only.</summary>
    public long ExtraBytes { get; }

    /// <summary>Entries whose name lies outside the archive's names, which no real archive has; the lengths hold all the same.</summary>
    public int StrayNames { get; private set; }

    /// <summary>The newest of the entries' times: when the load was built. Null when no entry has a plausible one.</summary>
    public DateTimeOffset? Built { get; private set; }

    /// <summary>False for an archive of another version, whose lengths are not checked.</summary>
    public bool IsKnownVersion { get; private set; } = true;

    /// <summary>
    /// Reads the head and the table of an archive of <paramref name="length"/> bytes, and no further, in constant memory.
    /// Null, and the reason, when it is none or when bytes are missing. Passes on what <paramref name="payload"/> throws.
    /// </summary>
    public static ImageArchive? Read(Stream payload, long length, out string? error)
    {
        byte[] head = new byte[HeaderLength];
        if (length < HeaderLength || !StreamReading.Fill(payload, head, 0, HeaderLength))
        {
            error = "the file ends inside the head of its archive";
            return null;
        }

        if (!HasMagic(head, 0, Magic))
        {
            bool other = HasMagic(head, 0, MagicOfAnyVersion);
            error = other ? null : "no archive follows the signed header";
            return other ? new ImageArchive(0) { IsKnownVersion = false } : null;
        }

        long entries = Long(head, 0x30);
        long contents = Long(head, 0x34);
        long names = HeaderLength + (entries * RowLength);
        if (!HasMagic(head, 0x38, Magic) || entries == 0 || names > contents || contents > length)
        {
            error = "the head of the archive contradicts itself or the file's length";
            return null;
        }

        return ReadTable(payload, length, entries, contents, out error);
    }

    private static ImageArchive? ReadTable(Stream payload, long length, long entries, long contents, out string? error)
    {
        byte[] row = new byte[RowLength];
        long names = HeaderLength + (entries * RowLength);
        long expected = contents;
        long newest = 0;
        int strays = 0;
        for (long i = 0; i < entries; i++)
        {
            if (!StreamReading.Fill(payload, row, 0, RowLength))
            {
                error = "the file ends inside the table of its archive";
                return null;
            }

            // The kernel in a cnu file has no name: its offset is 0.
            long name = Long(row, 16);
            strays += name != 0 && (name < names || name >= contents) ? 1 : 0;
            expected += Long(row, 8);
            newest = IsPlausible(Long(row, 12)) ? Math.Max(newest, Long(row, 12)) : newest;
        }

        error = expected > length ? $"the file is {expected - length} bytes shorter than its archive says" : null;
        return error is not null ? null : new ImageArchive(length - expected)
        {
            EntryCount = (int)entries,
            StrayNames = strays,
            Built = newest == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(newest),
        };
    }

    /// <summary>1 January 2000 to 2040.</summary>
    private static bool IsPlausible(long unixTime) => unixTime is >= 946_684_800 and < 2_208_988_800;

    private static bool HasMagic(byte[] bytes, int at, string magic) => Encoding.ASCII.GetString(bytes, at, magic.Length) == magic;

    private static long Long(byte[] bytes, int at) =>
        ((long)bytes[at] << 24) | ((long)bytes[at + 1] << 16) | ((long)bytes[at + 2] << 8) | bytes[at + 3];
}
