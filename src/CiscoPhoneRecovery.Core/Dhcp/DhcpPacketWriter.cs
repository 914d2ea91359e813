using System;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>
/// Writes DHCP messages into one reused buffer. Options go to the options field; what no longer fits there goes to file and then sname
/// (option 52, RFC 2131 section 4.1), and a value over 255 octets, or too long for any one field, is split (RFC 3396 section 6).
/// </summary>
public sealed class DhcpPacketWriter
{
    /// <summary>BOOTP's smallest message: 236 octets and 64 of vendor area (RFC 1542 section 2.1).</summary>
    public const int MinimumLength = 300;

    /// <summary>What every client takes: 576 octets of IP datagram without its headers (RFC 2131 section 2).</summary>
    public const int DefaultLimit = 548;

    /// <summary>The most that is ever written, so that a datagram fits an Ethernet frame.</summary>
    public const int Capacity = 1472;

    private const int FieldCount = 3;
    private const int OverloadOptionLength = 3;

    // The three option fields in the order in which a reader joins them: options, file, sname.
    private readonly int[] _begin = { DhcpPacket.OptionsOffset, 108, 44 };
    private readonly int[] _position = new int[FieldCount];
    private readonly int[] _end = new int[FieldCount];
    private readonly byte[] _trailer = new byte[257];
    private int _trailerLength;

    /// <summary>The message, from its first octet.</summary>
    public byte[] Buffer { get; } = new byte[Capacity];

    /// <summary>Starts a message: all fixed fields zero but op, and the cookie.</summary>
    /// <param name="op">1 from a client, 2 from a server.</param>
    /// <param name="limit">The longest the message may become, 300 to <see cref="Capacity"/> octets.</param>
    public void Begin(byte op, int limit = DefaultLimit)
    {
        if (limit is < MinimumLength or > Capacity)
            throw new ArgumentOutOfRangeException(nameof(limit), limit, $"A DHCP message is {MinimumLength} to {Capacity} octets long.");
        Array.Clear(Buffer, 0, Buffer.Length);
        Buffer[0] = op;
        Ipv4.Write(Buffer, DhcpPacket.OptionsOffset - 4, DhcpPacket.Cookie);
        Array.Copy(_begin, _position, FieldCount);
        _end[0] = limit - 1 - OverloadOptionLength;
        _end[1] = 236 - 1;
        _end[2] = 108 - 1;
        _trailerLength = 0;
    }

    public void SetHardware(byte type, byte length, byte[] hardware)
    {
        Buffer[1] = type;
        Buffer[2] = length;
        System.Buffer.BlockCopy(hardware, 0, Buffer, 28, Math.Min(hardware.Length, 16));
    }

    public void SetTransaction(uint transactionId, ushort seconds, ushort flags)
    {
        Ipv4.Write(Buffer, 4, transactionId);
        Buffer[8] = (byte)(seconds >> 8);
        Buffer[9] = (byte)seconds;
        Buffer[10] = (byte)(flags >> 8);
        Buffer[11] = (byte)flags;
    }

    /// <summary>The four address fields, in host order.</summary>
    public void SetAddresses(uint client, uint your, uint nextServer, uint relay)
    {
        Ipv4.Write(Buffer, 12, client);
        Ipv4.Write(Buffer, 16, your);
        Ipv4.Write(Buffer, 20, nextServer);
        Ipv4.Write(Buffer, 24, relay);
    }

    /// <summary>
    /// Keeps room for option 82 and writes it last, whole, in the options field (RFC 3046 section 2.2). To be called before any
    /// <see cref="Add(byte, ArraySegment{byte})"/>.
    /// </summary>
    public void ReserveTrailer(byte code, ArraySegment<byte> value)
    {
        if (value.Count > 255)
            throw new ArgumentOutOfRangeException(nameof(value), value.Count, "A trailing option is not split.");
        _trailer[0] = code;
        _trailer[1] = (byte)value.Count;
        System.Buffer.BlockCopy(value.Array, value.Offset, _trailer, 2, value.Count);
        _trailerLength = 2 + value.Count;
        _end[0] -= _trailerLength;
    }

    public bool Add(byte code, byte value)
    {
        if (!HasRoom(0, 1))
            return Add(code, new ArraySegment<byte>(new[] { value }));
        Buffer[_position[0]++] = code;
        Buffer[_position[0]++] = 1;
        Buffer[_position[0]++] = value;
        return true;
    }

    public bool Add(byte code, byte[] value) => Add(code, new ArraySegment<byte>(value));

    /// <summary>Adds an option.</summary>
    /// <returns>False when the message has no room left for it; nothing is written then.</returns>
    public bool Add(byte code, ArraySegment<byte> value)
    {
        if (value.Count <= 255)
        {
            for (int field = 0; field < FieldCount; field++)
            {
                if (HasRoom(field, value.Count))
                {
                    Put(field, code, value.Array, value.Offset, value.Count);
                    return true;
                }
            }
        }

        return Split(code, value);
    }

    /// <summary>Ends the message: option 52 where needed, the trailer, END, and zeros up to <paramref name="minimumLength"/>.</summary>
    /// <returns>The length of the message in octets.</returns>
    public int Finish(int minimumLength = MinimumLength)
    {
        int overload = (_position[1] > _begin[1] ? 1 : 0) | (_position[2] > _begin[2] ? 2 : 0);
        if (overload != 0)
        {
            Buffer[_position[0]++] = DhcpOptionCode.Overload;
            Buffer[_position[0]++] = 1;
            Buffer[_position[0]++] = (byte)overload;
        }

        for (int field = 1; field < FieldCount; field++)
        {
            if (_position[field] > _begin[field])
                Buffer[_position[field]] = DhcpOptionCode.End;
        }

        System.Buffer.BlockCopy(_trailer, 0, Buffer, _position[0], _trailerLength);
        _position[0] += _trailerLength;
        Buffer[_position[0]++] = DhcpOptionCode.End;
        return Math.Max(_position[0], Math.Min(minimumLength, Capacity));
    }

    private bool HasRoom(int field, int count) => _position[field] + 2 + count <= _end[field];

    private bool Split(byte code, ArraySegment<byte> value)
    {
        int capacity = 0;
        for (int field = 0; field < FieldCount; field++)
            capacity += Holds(_end[field] - _position[field]);
        if (capacity < value.Count)
            return false;

        int offset = value.Offset;
        int left = value.Count;
        for (int field = 0; field < FieldCount; field++)
        {
            while (left > 0 && HasRoom(field, 1))
            {
                int count = Math.Min(Math.Min(left, 255), _end[field] - _position[field] - 2);
                Put(field, code, value.Array, offset, count);
                offset += count;
                left -= count;
            }
        }

        return true;
    }

    // Octets of value that fit into so much room, with two octets of head for each 255.
    private static int Holds(int room) => room / 257 * 255 + Math.Max(0, room % 257 - 2);

    private void Put(int field, byte code, byte[] value, int offset, int count)
    {
        int position = _position[field];
        Buffer[position] = code;
        Buffer[position + 1] = (byte)count;
        System.Buffer.BlockCopy(value, offset, Buffer, position + 2, count);
        _position[field] = position + 2 + count;
    }
}
