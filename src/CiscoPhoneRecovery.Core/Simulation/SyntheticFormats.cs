using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>
/// Writes the three formats that <see cref="SignedHeader"/>, <see cref="LoadManifest"/> and <see cref="ImageArchive"/> read.
/// </summary>
internal static class SyntheticFormats
{
    private const string Authority = "CN=SYNTHETIC;OU=rehearsal;O=nobody";
    private const int SignatureLength = 256;
    private const int EntryLength = 60_000;

    /// <summary>1 June 2009, when 8.5(2) was young.</summary>
    private const uint EntryTime = 1_243_857_600;

    /// <summary>A signed .loads file: header, comments, one name a line, CRLF. Families without a hardware requirement have 0.</summary>
    public static byte[] Manifest(string name, string build, int hardware, IEnumerable<string> members, SyntheticContent content)
    {
        string requirement = hardware == 0 ? string.Empty : $"#HARDWARE_COMP_1 {hardware}\r\n";
        string text = "#\r\n# This file contains a list of archive image files that will be requested by the\r\n"
            + $"# RELEASE load version {build}\r\n#\r\n{requirement}\r\n" + string.Concat(members.Select(m => m + "\r\n"));
        return Header(name, content).Concat(Encoding.ASCII.GetBytes(text)).ToArray();
    }

    /// <summary>A signed .sbn file of exactly <paramref name="length"/> bytes, or as many as head and table take.</summary>
    public static byte[] Image(string name, SyntheticPart part, int length, SyntheticContent content)
    {
        byte[] header = Header(name, content);
        int entries = Math.Max(1, (length - header.Length) / EntryLength);
        byte[] names = Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Range(1, entries).Select(i => $"/rehearsal/{part.Name}/{i:000}\0")));
        int head = ImageArchive.HeaderLength + (entries * ImageArchive.RowLength) + names.Length;
        byte[] file = new byte[Math.Max(length, header.Length + head + entries)];
        header.CopyTo(file, 0);
        WriteArchive(file, header.Length, entries, names, head, kernelFirst: part.Name == "cnu");
        content.Mixed(file, header.Length + head, file.Length - header.Length - head, part.Noise);
        return file;
    }

    private static void WriteArchive(byte[] file, int start, int entries, byte[] names, int head, bool kernelFirst)
    {
        byte[] magic = Encoding.ASCII.GetBytes(ImageArchive.Magic);
        magic.CopyTo(file, start);
        magic.CopyTo(file, start + 0x38);
        WriteLong(file, start + 0x30, (uint)entries);
        WriteLong(file, start + 0x34, (uint)head);
        int nameOffset = ImageArchive.HeaderLength + (entries * ImageArchive.RowLength);
        names.CopyTo(file, start + nameOffset);
        int contents = file.Length - start - head;
        int nameLength = names.Length / entries;
        for (int i = 0; i < entries; i++)
        {
            int row = start + ImageArchive.HeaderLength + (i * ImageArchive.RowLength);
            int size = i < entries - 1 ? contents / entries : contents - (contents / entries * (entries - 1));

            // As in real cnu files, the first entry is the kernel, which has no name.
            bool isKernel = i == 0 && kernelFirst;
            WriteLong(file, row, isKernel ? 6u : 7u);
            WriteLong(file, row + 4, 2);
            WriteLong(file, row + 8, (uint)size);
            WriteLong(file, row + 12, EntryTime);
            WriteLong(file, row + 16, isKernel ? 0 : (uint)(nameOffset + (i * nameLength)));
        }
    }

    private static byte[] Header(string name, SyntheticContent content)
    {
        byte[] signature = new byte[SignatureLength];
        content.Noise(signature, 0, signature.Length);
        byte[] signer = Join(
            Element(4, Terminated(SignedHeader.SyntheticSigner)), Element(5, new byte[8]), Element(6, Terminated(Authority)));
        byte[] algorithm = Join(Element(0x0A, new byte[] { 0 }), Element(0x0B, new byte[] { 2 }));
        byte[] information = Join(Element(8, new byte[] { 1 }), Element(9, algorithm));
        byte[] rest = Join(Element(3, signer), Element(7, information), Element(0x0C, signature), Element(0x0E, Terminated(name)));
        int unpadded = SignedHeader.PrefixLength + rest.Length;
        int length = (unpadded + 4) / 4 * 4;
        byte[] padding = Enumerable.Repeat((byte)0x0D, length - unpadded).ToArray();
        return Join(Element(1, new byte[] { 1, 1 }), Element(2, new[] { (byte)(length >> 8), (byte)length }), rest, padding);
    }

    private static byte[] Element(byte tag, byte[] value) => Join(new[] { tag, (byte)(value.Length >> 8), (byte)value.Length }, value);

    private static byte[] Terminated(string text) => Encoding.ASCII.GetBytes(text + "\0");

    private static byte[] Join(params byte[][] parts) => parts.SelectMany(p => p).ToArray();

    private static void WriteLong(byte[] bytes, int at, uint value)
    {
        bytes[at] = (byte)(value >> 24);
        bytes[at + 1] = (byte)(value >> 16);
        bytes[at + 2] = (byte)(value >> 8);
        bytes[at + 3] = (byte)value;
    }
}
