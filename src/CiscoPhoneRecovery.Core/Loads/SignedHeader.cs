using System;
using System.Collections.Generic;
using System.Text;

namespace CiscoPhoneRecovery.Loads;

/// <summary>
/// The header in front of every .loads and .sbn file: elements of tag (1 byte), length (2 bytes, big-endian) and value, padded with 0D
/// bytes to the length that element 02 states.
/// <code>
/// 01 version        02 header length    03 signer { 04 name, 05 serial, 06 CA }
/// 07 signature information { 08 digest, 09 { 0A algorithm, 0B modulus } }    0C signature    0E file name    0F time    0D padding
/// </code>
/// Its form can be checked, its signature not: that takes Cisco's key. Layout: public descriptions, and the headers of some fifty loads.
/// </summary>
public sealed class SignedHeader
{
    /// <summary>The first two elements, which have a fixed place and tell how long the header is.</summary>
    public const int PrefixLength = 10;

    /// <summary>Real headers are 404 to 412 bytes long; a longer one than this is no header.</summary>
    public const int MaximumLength = 4096;

    /// <summary>The signer of bundles made for rehearsals, as long as Cisco's placeholder so that the files have real sizes.</summary>
    public const string SyntheticSigner = "CN=SYNTHETIC;OU=rehearsals;O=not-Cisco";

    private readonly Dictionary<byte, ArraySegment<byte>> _elements = new();

    private SignedHeader(int length) => Length = length;

    /// <summary>The header's length in bytes, padding included: where the payload begins.</summary>
    public int Length { get; }

    /// <summary>0x0101 in every file seen.</summary>
    public int Version { get; private set; }

    /// <summary>Element 04; a placeholder in Cisco's files, so it does not tell the old key from the new.</summary>
    public string SignerName => Text(4);

    /// <summary>True for a file made for a rehearsal, whose signature is no signature.</summary>
    public bool IsSynthetic => SignerName == SyntheticSigner;

    /// <summary>Element 06.</summary>
    public string CertificateAuthority => Text(6);

    /// <summary>Element 08: 1 is SHA-1, 2 is SHA-256; 0 when it is absent.</summary>
    public int DigestAlgorithm => Number(8);

    /// <summary>Element 0B: 0 to 3 for 512, 1024, 2048 and 4096 bits; 0 when it is absent.</summary>
    public int ModulusCode => Number(0x0B);

    /// <summary>Bytes of element 0C: 256 for a 2048-bit key.</summary>
    public int SignatureLength => _elements[0x0C].Count;

    /// <summary>Element 0E: the name the file was signed under, which shows a renamed file. Printable ASCII, never empty.</summary>
    public string FileName { get; private set; } = string.Empty;

    /// <summary>
    /// The header's length as its first <see cref="PrefixLength"/> bytes state it; null, and the reason, when they begin no header.
    /// </summary>
    public static int? LengthOf(ArraySegment<byte> prefix, out string? error)
    {
        byte[] bytes = prefix.Array!;
        int at = prefix.Offset;
        error = null;
        if (prefix.Count < PrefixLength)
        {
            error = "the file is too short for a signed header";
        }
        else if (bytes[at] != 1 || Word(bytes, at + 1) != 2 || bytes[at + 5] != 2 || Word(bytes, at + 6) != 2)
        {
            error = "the file does not begin with Cisco's signed header";
        }
        else if (Word(bytes, at + 8) is < PrefixLength or > MaximumLength)
        {
            error = $"the signed header states an impossible length of {Word(bytes, at + 8)} bytes";
        }

        return error is null ? Word(bytes, at + 8) : null;
    }

    /// <summary>Reads the header at the start of <paramref name="data"/>. Any bytes give a header, or null and the reason.</summary>
    public static SignedHeader? Parse(ArraySegment<byte> data, out string? error)
    {
        if (LengthOf(data, out error) is not { } length)
        {
            return null;
        }

        if (length > data.Count)
        {
            error = $"the file ends inside its signed header of {length} bytes";
            return null;
        }

        var header = new SignedHeader(length) { Version = Word(data.Array!, data.Offset + 3) };
        error = header.ReadElements(data.Array!, data.Offset, data.Offset + length, depth: 0) ?? header.CheckElements();
        return error is null ? header : null;
    }

    /// <summary>Containers (03, 07, 09) hold elements; they are two deep in real files.</summary>
    private string? ReadElements(byte[] bytes, int at, int end, int depth)
    {
        while (at < end)
        {
            byte tag = bytes[at];
            if (tag == 0x0D && depth == 0)
            {
                return CheckPadding(bytes, at, end);
            }

            if (end - at < 3 || Word(bytes, at + 1) > end - at - 3)
            {
                return $"element {tag:X2} of the signed header runs past its end";
            }

            int length = Word(bytes, at + 1);
            if (_elements.ContainsKey(tag))
            {
                return $"the signed header has element {tag:X2} twice";
            }

            _elements.Add(tag, new ArraySegment<byte>(bytes, at + 3, length));
            bool container = tag is 3 or 7 or 9 && depth < 2;
            if (container && ReadElements(bytes, at + 3, at + 3 + length, depth + 1) is { } error)
            {
                return error;
            }

            at += 3 + length;
        }

        return null;
    }

    private static string? CheckPadding(byte[] bytes, int at, int end)
    {
        for (; at < end; at++)
        {
            if (bytes[at] != 0x0D)
            {
                return "the signed header has other bytes in its padding";
            }
        }

        return null;
    }

    private string? CheckElements()
    {
        if (!_elements.TryGetValue(0x0C, out ArraySegment<byte> signature) || signature.Count == 0)
        {
            return "the signed header has no signature";
        }

        if (!_elements.ContainsKey(0x0E))
        {
            return "the signed header has no file name";
        }

        FileName = Text(0x0E);
        return FileName.Length == 0 || FileName.IndexOf('?') >= 0 ? "the file name in the signed header is no name" : null;
    }

    /// <summary>NUL-terminated ASCII; what is not printable becomes a question mark.</summary>
    private string Text(byte tag)
    {
        if (!_elements.TryGetValue(tag, out ArraySegment<byte> value))
        {
            return string.Empty;
        }

        var text = new StringBuilder(value.Count);
        for (int i = 0; i < value.Count && value.Array![value.Offset + i] != 0; i++)
        {
            char c = (char)value.Array[value.Offset + i];
            text.Append(c is >= ' ' and <= '~' ? c : '?');
        }

        return text.ToString();
    }

    private int Number(byte tag) =>
        _elements.TryGetValue(tag, out ArraySegment<byte> value) && value.Count == 1 ? value.Array![value.Offset] : 0;

    private static int Word(byte[] bytes, int at) => (bytes[at] << 8) | bytes[at + 1];
}
