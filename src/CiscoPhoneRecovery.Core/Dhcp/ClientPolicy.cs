using System;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>Whom the server answers: Cisco phones, unless it is told to answer everybody.</summary>
public static class ClientPolicy
{
    private static readonly byte[] Vendor = Ascii("Cisco Systems, Inc.");
    private static readonly byte[] DeviceName = Ascii("SEP");

    /// <summary>
    /// True for option 60 that begins "Cisco Systems, Inc." (phones add " IP Phone CP-7945G" and a NUL, or stop after "IP Phone"), or for
    /// a host name (option 12) of "SEP" and the message's own hardware address.
    /// </summary>
    public static bool IsCiscoPhone(DhcpPacket packet) =>
        StartsWith(packet.Options.Get(DhcpOptionCode.VendorClass), Vendor) || IsNamedAfterItsMac(packet);

    private static bool IsNamedAfterItsMac(DhcpPacket packet)
    {
        ArraySegment<byte> name = packet.Options.Get(DhcpOptionCode.HostName);
        if (packet.HardwareLength == 0 || !StartsWith(name, DeviceName))
            return false;
        if (DhcpText.LengthWithoutNuls(name) != DeviceName.Length + 2 * packet.HardwareLength)
            return false;
        for (int i = 0; i < 2 * packet.HardwareLength; i++)
        {
            int octet = packet.Hardware[i / 2];
            int nibble = i % 2 == 0 ? octet >> 4 : octet & 0xF;
            if (HexValue(name.Array[name.Offset + DeviceName.Length + i]) != nibble)
                return false;
        }

        return true;
    }

    private static bool StartsWith(ArraySegment<byte> value, byte[] prefix)
    {
        if (value.Count < prefix.Length)
            return false;
        for (int i = 0; i < prefix.Length; i++)
        {
            if (value.Array[value.Offset + i] != prefix[i])
                return false;
        }

        return true;
    }

    private static int HexValue(byte octet) => octet switch
    {
        >= (byte)'0' and <= (byte)'9' => octet - '0',
        >= (byte)'A' and <= (byte)'F' => octet - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => octet - 'a' + 10,
        _ => -1,
    };

    private static byte[] Ascii(string text)
    {
        var octets = new byte[text.Length];
        for (int i = 0; i < text.Length; i++)
            octets[i] = (byte)text[i];
        return octets;
    }
}
