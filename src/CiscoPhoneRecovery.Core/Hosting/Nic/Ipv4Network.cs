using System.Net;
using System.Net.Sockets;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>An IPv4 network as base and prefix, for the question whether two overlap.</summary>
internal readonly struct Ipv4Network
{
    private readonly uint _base;
    private readonly int _prefixLength;

    private Ipv4Network(uint address, int prefixLength)
    {
        _prefixLength = prefixLength;
        _base = address & Mask(prefixLength);
    }

    /// <summary>The network that an address with its prefix lies in; null when it is no IPv4 address or the prefix is not 0 to 32.</summary>
    public static Ipv4Network? Of(string address, int prefixLength)
    {
        if (prefixLength is < 0 or > 32 || !IPAddress.TryParse(address, out IPAddress? parsed) || parsed.AddressFamily != AddressFamily.InterNetwork)
        {
            return null;
        }

        byte[] b = parsed.GetAddressBytes();
        return new Ipv4Network(((uint)b[0] << 24) | ((uint)b[1] << 16) | ((uint)b[2] << 8) | b[3], prefixLength);
    }

    public bool Overlaps(Ipv4Network other)
    {
        uint mask = Mask(_prefixLength < other._prefixLength ? _prefixLength : other._prefixLength);
        return (_base & mask) == (other._base & mask);
    }

    /// <summary>Why no device of this network can have an address of it; null when one can.</summary>
    public string? ObjectionTo(string address)
    {
        byte[] b = IPAddress.Parse(address).GetAddressBytes();
        uint number = ((uint)b[0] << 24) | ((uint)b[1] << 16) | ((uint)b[2] << 8) | b[3];
        if (_prefixLength > 30)
        {
            return null; // RFC 3021: point-to-point links use both
        }

        return number == _base ? $"{address}/{_prefixLength} is the address of the network itself, which no device can have"
            : number == (_base | ~Mask(_prefixLength)) ? $"{address}/{_prefixLength} is the broadcast address of its network, which no device can have"
            : null;
    }

    private static uint Mask(int prefixLength) => prefixLength == 0 ? 0 : uint.MaxValue << (32 - prefixLength);
}
