using System;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>Text inside options: not to be trusted to be ASCII, printable or free of NULs (Cisco phones end option 60 with one).</summary>
public static class DhcpText
{
    /// <summary>The text without trailing NULs; an octet that is no printable ASCII becomes '?', so that logs and tables stay one line.</summary>
    public static string Read(ArraySegment<byte> value)
    {
        int length = LengthWithoutNuls(value);
        if (length == 0)
            return string.Empty;
        var text = new char[length];
        for (int i = 0; i < length; i++)
        {
            byte octet = value.Array[value.Offset + i];
            text[i] = octet is >= 0x20 and < 0x7F ? (char)octet : '?';
        }

        return new string(text);
    }

    /// <summary>How many octets stay when the NULs at the end are dropped.</summary>
    public static int LengthWithoutNuls(ArraySegment<byte> value)
    {
        int length = value.Count;
        while (length > 0 && value.Array[value.Offset + length - 1] == 0)
            length--;
        return length;
    }
}
