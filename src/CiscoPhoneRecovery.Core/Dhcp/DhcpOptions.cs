using System;
using System.Collections.Generic;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>
/// The options of one received message, each as one value: fields joined by overload (RFC 2131 section 4.1: options, then file, then
/// sname) and repeated codes concatenated (RFC 3396 section 7). The store is reused from message to message; values are valid until the next.
/// </summary>
public sealed class DhcpOptions
{
    private const int FileOffset = 108;
    private const int FileEnd = 236;
    private const int NameOffset = 44;
    private const int NameEnd = 108;

    private readonly int[] _start = new int[256];
    private readonly int[] _length = new int[256];
    private readonly bool[] _present = new bool[256];
    private readonly byte[] _order = new byte[256];
    private int _count;
    private byte[] _values = new byte[1500];

    /// <summary>The codes present, in the order of their first occurrence.</summary>
    public IEnumerable<byte> Codes
    {
        get
        {
            for (int i = 0; i < _count; i++)
                yield return _order[i];
        }
    }

    public bool Has(byte code) => _present[code];

    /// <summary>The value of an option; an empty segment when it is absent (see <see cref="Has"/>) or empty.</summary>
    public ArraySegment<byte> Get(byte code) =>
        _present[code] ? new ArraySegment<byte>(_values, _start[code], _length[code]) : new ArraySegment<byte>(_values, 0, 0);

    /// <summary>An option of exactly one octet.</summary>
    public bool TryGetByte(byte code, out byte value)
    {
        bool found = _present[code] && _length[code] == 1;
        value = found ? _values[_start[code]] : (byte)0;
        return found;
    }

    /// <summary>An option of exactly two octets.</summary>
    public bool TryGetUInt16(byte code, out int value)
    {
        bool found = _present[code] && _length[code] == 2;
        value = found ? (_values[_start[code]] << 8) | _values[_start[code] + 1] : 0;
        return found;
    }

    /// <summary>An option of exactly four octets: an address or a time in seconds.</summary>
    public bool TryGetUInt32(byte code, out uint value)
    {
        bool found = _present[code] && _length[code] == 4;
        value = found ? Ipv4.Read(_values, _start[code]) : 0;
        return found;
    }

    /// <summary>An option as text by <see cref="DhcpText"/>; null when absent.</summary>
    public string? GetText(byte code) => _present[code] ? DhcpText.Read(Get(code)) : null;

    /// <summary>Reads all option fields of a message whose fixed part is known to be there.</summary>
    /// <returns>False when an option's length runs past the end of its field.</returns>
    internal bool Read(byte[] datagram, int length)
    {
        Clear();
        if (!Measure(datagram, DhcpPacket.OptionsOffset, length))
            return false;
        int overload = _present[DhcpOptionCode.Overload] && _length[DhcpOptionCode.Overload] == 1 ? OverloadIn(datagram, length) : 0;
        if ((overload & 1) != 0 && !Measure(datagram, FileOffset, FileEnd))
            return false;
        if ((overload & 2) != 0 && !Measure(datagram, NameOffset, NameEnd))
            return false;

        Lay(length);
        Copy(datagram, DhcpPacket.OptionsOffset, length);
        if ((overload & 1) != 0)
            Copy(datagram, FileOffset, FileEnd);
        if ((overload & 2) != 0)
            Copy(datagram, NameOffset, NameEnd);
        return true;
    }

    private void Clear()
    {
        for (int i = 0; i < _count; i++)
        {
            _present[_order[i]] = false;
            _length[_order[i]] = 0;
        }

        _count = 0;
    }

    private bool Measure(byte[] datagram, int offset, int end)
    {
        while (offset < end)
        {
            byte code = datagram[offset++];
            if (code == DhcpOptionCode.Pad)
                continue;
            if (code == DhcpOptionCode.End)
                return true;
            if (offset >= end || offset + 1 + datagram[offset] > end)
                return false;
            if (!_present[code])
            {
                _present[code] = true;
                _order[_count++] = code;
            }

            _length[code] += datagram[offset];
            offset += 1 + datagram[offset];
        }

        // No END at the end of the field: tolerated, as the field's end says the same.
        return true;
    }

    private static int OverloadIn(byte[] datagram, int length)
    {
        int offset = DhcpPacket.OptionsOffset;
        while (offset < length && datagram[offset] != DhcpOptionCode.Overload)
            offset += datagram[offset] == DhcpOptionCode.Pad ? 1 : 2 + datagram[offset + 1];
        return datagram[offset + 2];
    }

    private void Lay(int length)
    {
        int start = 0;
        for (int i = 0; i < _count; i++)
        {
            _start[_order[i]] = start;
            start += _length[_order[i]];
            _length[_order[i]] = 0;
        }

        if (_values.Length < length)
            _values = new byte[length];
    }

    private void Copy(byte[] datagram, int offset, int end)
    {
        while (offset < end && datagram[offset] != DhcpOptionCode.End)
        {
            byte code = datagram[offset++];
            if (code == DhcpOptionCode.Pad)
                continue;
            int count = datagram[offset++];
            Buffer.BlockCopy(datagram, offset, _values, _start[code] + _length[code], count);
            _length[code] += count;
            offset += count;
        }
    }
}
