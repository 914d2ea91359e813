using System;
using System.Collections.Generic;
using System.Text;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>
/// The six packets of TFTP as bytes. Writers return the length of the datagram; a text that would not fit is cut, never an error.
/// Server and software phone share them.
/// </summary>
public static class TftpPacket
{
    /// <summary>Opcode and block number: what DATA and ACK begin with.</summary>
    public const int HeaderLength = 4;

    /// <summary>A request is at most this long (RFC 2347).</summary>
    public const int MaxRequestLength = 512;

    /// <summary>Block size without the blksize option (RFC 1350).</summary>
    public const int DefaultBlockSize = 512;

    public const int MinBlockSize = 8;

    /// <summary>RFC 2348: an IP datagram of 65,535 less IP (20), UDP (8) and TFTP (4), less options of IP.</summary>
    public const int MaxBlockSize = 65464;

    //   2 octets   string    1   string   1    string    1   string   1
    //  +---------+----------+---+--------+---+---------+---+--------+---+
    //  |  1 or 2 | Filename | 0 |  Mode  | 0 | option  | 0 | value  | 0 |  RRQ, WRQ: the option pair none or more times
    //  +---------+----------+---+--------+---+---------+---+--------+---+
    public static int WriteReadRequest(byte[] buffer, string fileName, TftpMode mode, IEnumerable<TftpOption>? options = null)
    {
        int end = WriteUInt16(buffer, 0, (ushort)TftpOpcode.ReadRequest);
        end = WriteText(buffer, end, fileName);
        end = WriteText(buffer, end, mode == TftpMode.NetAscii ? "netascii" : "octet");
        return options is null ? end : WriteOptions(buffer, end, options);
    }

    //   2 octets  2 octets   0 to blksize octets
    //  +---------+---------+---------------------+
    //  |    3    | Block # |        Data         |  DATA: blocks count from 1; a block shorter than blksize is the last
    //  +---------+---------+---------------------+
    /// <summary>Writes the header; the caller has put, or puts, the data at <see cref="HeaderLength"/>.</summary>
    public static int WriteData(byte[] buffer, ushort block, int count)
    {
        int end = WriteUInt16(buffer, 0, (ushort)TftpOpcode.Data);
        return WriteUInt16(buffer, end, block) + count;
    }

    //   2 octets  2 octets
    //  +---------+---------+
    //  |    4    | Block # |  ACK: of the last block in order; 0 answers an OACK
    //  +---------+---------+
    public static int WriteAcknowledgment(byte[] buffer, ushort block)
    {
        int end = WriteUInt16(buffer, 0, (ushort)TftpOpcode.Acknowledgment);
        return WriteUInt16(buffer, end, block);
    }

    //   2 octets  2 octets    string    1
    //  +---------+-----------+--------+---+
    //  |    5    | ErrorCode | ErrMsg | 0 |  ERROR: never acknowledged, never answered with an ERROR
    //  +---------+-----------+--------+---+
    public static int WriteError(byte[] buffer, TftpErrorCode code, string message)
    {
        int end = WriteUInt16(buffer, 0, (ushort)TftpOpcode.Error);
        end = WriteUInt16(buffer, end, (ushort)code);
        return WriteText(buffer, end, message);
    }

    //   2 octets   string    1   string   1
    //  +---------+---------+---+--------+---+
    //  |    6    | option  | 0 | value  | 0 |  OACK: the options taken, nothing after the last NUL (Cisco gear refuses more)
    //  +---------+---------+---+--------+---+
    public static int WriteOptionAcknowledgment(byte[] buffer, IEnumerable<TftpOption> options)
    {
        int end = WriteUInt16(buffer, 0, (ushort)TftpOpcode.OptionAcknowledgment);
        return WriteOptions(buffer, end, options);
    }

    /// <summary>The opcode of a datagram; 0, which no packet has, when it is too short to hold one.</summary>
    public static TftpOpcode ReadOpcode(byte[] datagram, int length) =>
        length < 2 ? 0 : (TftpOpcode)ReadUInt16(datagram, 0);

    /// <summary>The block number of DATA and ACK, or the code of ERROR; the datagram holds at least <see cref="HeaderLength"/> octets.</summary>
    public static ushort ReadNumber(byte[] datagram) => ReadUInt16(datagram, 2);

    /// <summary>The message of an ERROR, printable characters only, whether or not its NUL is there.</summary>
    public static string ReadErrorMessage(byte[] datagram, int length)
    {
        var text = new StringBuilder();
        for (int i = HeaderLength; i < length && datagram[i] != 0 && text.Length < 200; i++)
        {
            text.Append(datagram[i] is >= 0x20 and < 0x7f ? (char)datagram[i] : '?');
        }

        return text.ToString();
    }

    /// <summary>The options of an OACK; null when they are not pairs of NUL-terminated strings.</summary>
    public static IReadOnlyList<TftpOption>? ReadOptions(byte[] datagram, int length) => TftpStrings.ReadOptions(datagram, length, 2);

    private static int WriteOptions(byte[] buffer, int end, IEnumerable<TftpOption> options)
    {
        foreach (TftpOption option in options)
        {
            end = WriteText(buffer, end, option.Name);
            end = WriteText(buffer, end, option.Value);
        }

        return end;
    }

    private static int WriteText(byte[] buffer, int end, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int count = Math.Min(bytes.Length, buffer.Length - end - 1);
        if (count < 0)
        {
            return end;
        }

        Buffer.BlockCopy(bytes, 0, buffer, end, count);
        buffer[end + count] = 0;
        return end + count + 1;
    }

    private static ushort ReadUInt16(byte[] buffer, int index) => (ushort)((buffer[index] << 8) | buffer[index + 1]);

    private static int WriteUInt16(byte[] buffer, int index, ushort value)
    {
        buffer[index] = (byte)(value >> 8);
        buffer[index + 1] = (byte)value;
        return index + 2;
    }
}
