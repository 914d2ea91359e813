using System;
using System.Net;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery;

/// <summary>The network that a station's address and prefix imply: what to hand out when nothing else is said.</summary>
internal static class RecoveryNetwork
{
    /// <summary>Settings for the network of an address. The range leaves the first nine addresses to people, where the network is large enough.</summary>
    /// <exception cref="ArgumentException">The range is not inside the network.</exception>
    public static DhcpSettings Settings(IPAddress station, int prefixLength, IPAddress? rangeStart, IPAddress? rangeEnd, IPAddress? router)
    {
        uint mask = uint.MaxValue << (32 - prefixLength);
        uint network = Number(station) & mask;
        uint broadcast = network | ~mask;
        uint first = rangeStart is not null ? Number(rangeStart) : broadcast - network > 20 ? network + 10 : network + 1;
        uint last = rangeEnd is not null ? Number(rangeEnd) : broadcast - 1;
        if (first > last || first <= network || last >= broadcast)
        {
            throw new ArgumentException($"{Address(first)} to {Address(last)} is no range inside {Address(network)}/{prefixLength}.");
        }

        return new DhcpSettings
        {
            ServerAddress = station,
            SubnetMask = Address(mask),
            RangeStart = Address(first),
            RangeEnd = Address(last),
            Router = router ?? Address(network + 1),
            TftpServers = [station],
        };
    }

    private static uint Number(IPAddress address)
    {
        byte[] b = address.GetAddressBytes();
        return ((uint)b[0] << 24) | ((uint)b[1] << 16) | ((uint)b[2] << 8) | b[3];
    }

    private static IPAddress Address(uint number) => new(new[] { (byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number });
}
