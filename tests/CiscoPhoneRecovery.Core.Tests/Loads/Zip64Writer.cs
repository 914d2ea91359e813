using System.Collections.Generic;
using System.IO;
using System.Text;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

/// <summary>
/// Writes small zips as programs do that use ZIP64 for all: sizes and offsets of all ones with the real ones in an extra field, and the
/// two records of ZIP64 before the end record. Each part can be told to lie.
/// </summary>
internal sealed class Zip64Writer
{
    private const uint Ones = 0xFFFF_FFFF;

    private readonly MemoryStream _zip = new();
    private readonly MemoryStream _directory = new();
    private int _count;

    /// <summary>Extra field 0001 of the directory's entries is left away, so that the sizes are nowhere.</summary>
    public bool WithoutExtra { get; init; }

    /// <summary>The lengths that the directory states; null for the true ones.</summary>
    public ulong? StatedLength { get; init; }

    /// <summary>Entries that the ZIP64 record states beyond those there are.</summary>
    public ulong MoreEntries { get; init; }

    /// <summary>Bytes between the ZIP64 record and its locator.</summary>
    public int Gap { get; init; }

    /// <summary>The end record says the directory begins here; null for all ones.</summary>
    public uint? PlainStart { get; init; }

    public byte[] Write(IEnumerable<(string Name, byte[] Content)> files)
    {
        foreach ((string name, byte[] content) in files)
        {
            Add(name, content);
        }

        End();
        return _zip.ToArray();
    }

    private void Add(string name, byte[] content)
    {
        byte[] text = Encoding.ASCII.GetBytes(name);
        long offset = _zip.Position;
        uint crc = Crc32.Update(0, content, 0, content.Length);
        ulong length = StatedLength ?? (ulong)content.Length;
        using (var local = new BinaryWriter(_zip, Encoding.ASCII, leaveOpen: true))
        {
            Start(local, 0x04034b50, crc, text.Length, 20);
            local.Write(text);
            Extra(local, length, length, null);
            local.Write(content);
        }

        using var entry = new BinaryWriter(_directory, Encoding.ASCII, leaveOpen: true);
        entry.Write(0x02014b50);
        entry.Write((ushort)45);
        Fields(entry, crc, text.Length, WithoutExtra ? 0 : 37);
        entry.Write(new byte[10]); // comment, disk, attributes
        entry.Write(Ones);
        entry.Write(text);
        if (!WithoutExtra)
        {
            entry.Write(0x0005_5455); // a time stamp comes first: the field must be looked for
            entry.Write(new byte[5]);
            Extra(entry, length, length, (ulong)offset);
        }

        _count++;
    }

    private static void Start(BinaryWriter writer, uint signature, uint crc, int nameLength, int extraLength)
    {
        writer.Write(signature);
        Fields(writer, crc, nameLength, extraLength);
    }

    private static void Fields(BinaryWriter writer, uint crc, int nameLength, int extraLength)
    {
        writer.Write((ushort)45);
        writer.Write(new byte[8]); // flags, stored, time and date
        writer.Write(crc);
        writer.Write(Ones);
        writer.Write(Ones);
        writer.Write((ushort)nameLength);
        writer.Write((ushort)extraLength);
    }

    private static void Extra(BinaryWriter writer, ulong length, ulong packed, ulong? offset)
    {
        writer.Write((ushort)1);
        writer.Write((ushort)(offset is null ? 16 : 24));
        writer.Write(length);
        writer.Write(packed);
        if (offset is { } known)
        {
            writer.Write(known);
        }
    }

    private void End()
    {
        long start = _zip.Position;
        _directory.WriteTo(_zip);
        long record = _zip.Position;
        using var writer = new BinaryWriter(_zip, Encoding.ASCII, leaveOpen: true);
        writer.Write(0x06064b50);
        writer.Write(44UL);
        writer.Write(new byte[] { 45, 0, 45, 0 });
        writer.Write(0UL);
        writer.Write((ulong)_count + MoreEntries);
        writer.Write((ulong)_count + MoreEntries);
        writer.Write((ulong)_directory.Length);
        writer.Write((ulong)start);
        writer.Write(new byte[Gap]);
        writer.Write(0x07064b50);
        writer.Write(0);
        writer.Write((ulong)record);
        writer.Write(1);
        writer.Write(0x06054b50);
        writer.Write(0);
        writer.Write(Ones); // entries, twice
        writer.Write(Ones);
        writer.Write(PlainStart ?? Ones);
        writer.Write((ushort)0);
    }
}
