using System;
using System.Collections.Generic;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>What a datagram to port 69 asks for.</summary>
public enum TftpRequestKind
{
    /// <summary>A read request in order.</summary>
    Read,

    /// <summary>To be answered with the ERROR in <see cref="TftpRequest.Error"/>.</summary>
    Refused,

    /// <summary>To be left without an answer: an ERROR, or too short to be TFTP.</summary>
    Dropped,
}

/// <summary>A datagram to port 69, understood. Parsing is total: any bytes give one of the three kinds.</summary>
public sealed class TftpRequest
{
    /// <summary>Names of 255 octets and more exist on no file system that a root lies on.</summary>
    public const int MaxNameLength = 254;

    private TftpRequest(TftpRequestKind kind, TftpErrorCode error, string detail)
    {
        Kind = kind;
        Error = error;
        Detail = detail;
    }

    private TftpRequest(string fileName, TftpMode mode, IReadOnlyList<TftpOption> options)
    {
        FileName = fileName;
        Mode = mode;
        Options = options;
    }

    public TftpRequestKind Kind { get; }

    /// <summary>The file asked for, as the client spells it; empty when there was none to be read.</summary>
    public string FileName { get; private init; } = string.Empty;

    public TftpMode Mode { get; }

    /// <summary>In the order of the request. Of an option given twice only the first counts (RFC 2347 forbids the second).</summary>
    public IReadOnlyList<TftpOption> Options { get; } = Array.Empty<TftpOption>();

    /// <summary>The code to answer with when <see cref="Kind"/> is <see cref="TftpRequestKind.Refused"/>.</summary>
    public TftpErrorCode Error { get; }

    /// <summary>Why the request is refused, for the ERROR packet and for people.</summary>
    public string Detail { get; } = string.Empty;

    public static TftpRequest Parse(byte[] datagram, int length)
    {
        switch (TftpPacket.ReadOpcode(datagram, length))
        {
            case 0 when length < 2:
                return new TftpRequest(TftpRequestKind.Dropped, default, "too short to be TFTP");
            case TftpOpcode.Error:
                // RFC 1350 section 7: an ERROR is never answered, least of all with an ERROR.
                return new TftpRequest(TftpRequestKind.Dropped, default, "an ERROR to the request port");
            case TftpOpcode.ReadRequest:
                return ParseRead(datagram, length);
            case TftpOpcode.WriteRequest:
                int index = 2;
                string? name = length > TftpPacket.MaxRequestLength ? null : TftpStrings.Read(datagram, length, ref index);
                return Refuse(TftpErrorCode.AccessViolation, "this server is read-only", name);
            default:
                return Refuse(TftpErrorCode.IllegalOperation, "not a read request");
        }
    }

    /// <summary>True when the other is the same request, sent or delivered twice.</summary>
    public bool IsSameAs(TftpRequest other)
    {
        if (FileName != other.FileName || Mode != other.Mode || Options.Count != other.Options.Count)
        {
            return false;
        }

        for (int i = 0; i < Options.Count; i++)
        {
            if (Options[i].Name != other.Options[i].Name || Options[i].Value != other.Options[i].Value)
            {
                return false;
            }
        }

        return true;
    }

    private static TftpRequest ParseRead(byte[] datagram, int length)
    {
        if (length > TftpPacket.MaxRequestLength)
        {
            return Refuse(TftpErrorCode.IllegalOperation, "request longer than 512 octets");
        }

        int index = 2;
        string? name = TftpStrings.Read(datagram, length, ref index);
        int nameLength = index - 3;
        string? mode = name is null ? null : TftpStrings.Read(datagram, length, ref index);
        if (string.IsNullOrEmpty(name) || mode is null)
        {
            return Refuse(TftpErrorCode.IllegalOperation, "no file name and mode, each ended by NUL");
        }

        if (nameLength > MaxNameLength)
        {
            return Refuse(TftpErrorCode.IllegalOperation, "file name too long");
        }

        bool octet = string.Equals(mode, "octet", StringComparison.OrdinalIgnoreCase);
        if (!octet && !string.Equals(mode, "netascii", StringComparison.OrdinalIgnoreCase))
        {
            return Refuse(TftpErrorCode.IllegalOperation, "mode is neither octet nor netascii", name);
        }

        IReadOnlyList<TftpOption>? options = TftpStrings.ReadOptions(datagram, length, index);
        return options is null
            ? Refuse(TftpErrorCode.IllegalOperation, "an option without value or NUL", name)
            : new TftpRequest(name!, octet ? TftpMode.Octet : TftpMode.NetAscii, options);
    }

    private static TftpRequest Refuse(TftpErrorCode error, string detail, string? name = null) =>
        new(TftpRequestKind.Refused, error, detail) { FileName = name ?? string.Empty };
}
