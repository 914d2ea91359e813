using System;
using System.Net;
using System.Net.Sockets;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>IPv4 addresses as numbers in host order, which compare, count and mask; <see cref="IPAddress"/> does none of the three.</summary>
public static class Ipv4
{
    /// <exception cref="ArgumentException">The address is not IPv4.</exception>
    public static uint ToUInt32(IPAddress address)
    {
        if (address is null || address.AddressFamily != AddressFamily.InterNetwork)
            throw new ArgumentException($"{address} is not an IPv4 address.", nameof(address));
        return Read(address.GetAddressBytes(), 0);
    }

    public static IPAddress ToAddress(uint address)
    {
        var bytes = new byte[4];
        Write(bytes, 0, address);
        return new IPAddress(bytes);
    }

    /// <summary>Reads four octets in network order.</summary>
    public static uint Read(byte[] buffer, int offset) =>
        ((uint)buffer[offset] << 24) | ((uint)buffer[offset + 1] << 16) | ((uint)buffer[offset + 2] << 8) | buffer[offset + 3];

    /// <summary>Writes four octets in network order.</summary>
    public static void Write(byte[] buffer, int offset, uint value)
    {
        buffer[offset] = (byte)(value >> 24);
        buffer[offset + 1] = (byte)(value >> 16);
        buffer[offset + 2] = (byte)(value >> 8);
        buffer[offset + 3] = (byte)value;
    }
}
