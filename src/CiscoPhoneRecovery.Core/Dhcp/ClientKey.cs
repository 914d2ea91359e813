using System;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>
/// Who a client is: its client identifier (option 61) when it sends one, else its hardware address (RFC 2131 section 4.2, RFC 4361 section
/// 6.3). An identifier that only repeats the hardware address, with or without the hardware type before it, counts as none, because
/// a phone's boot code and its application may differ in that and must get one address.
/// </summary>
internal readonly struct ClientKey : IEquatable<ClientKey>
{
    // Ethernet addresses are packed into a number so that a phone's key costs no allocation; everything else is a byte string.
    private const ulong EthernetMark = 0x0100_0000_0000_0000;

    private readonly ulong _ethernet;
    private readonly byte[]? _octets;
    private readonly int _hash;

    private ClientKey(ulong ethernet, byte[]? octets)
    {
        _ethernet = ethernet;
        _octets = octets;
        _hash = octets is null ? ethernet.GetHashCode() : Hash(octets);
    }

    /// <summary>The key of a message's sender; false when it sends neither an identifier nor a hardware address.</summary>
    public static bool TryCreate(DhcpPacket packet, out ClientKey key) => TryCreate(
        packet.HardwareType,
        new ArraySegment<byte>(packet.Hardware, 0, packet.HardwareLength),
        packet.Options.Get(DhcpOptionCode.ClientIdentifier),
        out key);

    /// <summary>The key of a lease that was written down; leases are kept for Ethernet addresses.</summary>
    public static bool TryCreate(Lease lease, out ClientKey key) => TryCreate(
        1, new ArraySegment<byte>(lease.Mac.GetAddressBytes()), new ArraySegment<byte>(lease.ClientId ?? Array.Empty<byte>()), out key);

    public bool Equals(ClientKey other)
    {
        if (_hash != other._hash || _ethernet != other._ethernet || (_octets is null) != (other._octets is null))
            return false;
        return _octets is null || SameOctets(new ArraySegment<byte>(_octets), 0, new ArraySegment<byte>(other._octets!));
    }

    public override bool Equals(object? obj) => obj is ClientKey other && Equals(other);

    public override int GetHashCode() => _hash;

    private static bool TryCreate(byte type, ArraySegment<byte> hardware, ArraySegment<byte> identifier, out ClientKey key)
    {
        // RFC 2132 section 9.14: an identifier is at least two octets long.
        bool ownIdentifier = identifier.Count >= 2 && !Repeats(identifier, type, hardware);
        if (!ownIdentifier && hardware.Count == 0)
        {
            key = default;
            return false;
        }

        if (ownIdentifier)
            key = new ClientKey(0, Prefixed(0, identifier));
        else if (type == 1 && hardware.Count == 6)
            key = new ClientKey(EthernetMark | Pack(hardware), null);
        else
            key = new ClientKey(type, Prefixed(1, hardware));
        return true;
    }

    private static bool Repeats(ArraySegment<byte> identifier, byte type, ArraySegment<byte> hardware) =>
        SameOctets(identifier, 0, hardware)
        || (identifier.Count == hardware.Count + 1 && identifier.Array[identifier.Offset] == type && SameOctets(identifier, 1, hardware));

    private static bool SameOctets(ArraySegment<byte> left, int skip, ArraySegment<byte> right)
    {
        if (left.Count - skip != right.Count)
            return false;
        for (int i = 0; i < right.Count; i++)
        {
            if (left.Array[left.Offset + skip + i] != right.Array[right.Offset + i])
                return false;
        }

        return true;
    }

    private static ulong Pack(ArraySegment<byte> octets)
    {
        ulong packed = 0;
        for (int i = 0; i < octets.Count; i++)
            packed = (packed << 8) | octets.Array[octets.Offset + i];
        return packed;
    }

    private static byte[] Prefixed(byte kind, ArraySegment<byte> octets)
    {
        var copy = new byte[octets.Count + 1];
        copy[0] = kind;
        Buffer.BlockCopy(octets.Array, octets.Offset, copy, 1, octets.Count);
        return copy;
    }

    // FNV-1a; the pool is bounded by its addresses, so chosen collisions gain an attacker a few thousand comparisons at most.
    private static int Hash(byte[] octets)
    {
        uint hash = 2166136261;
        foreach (byte octet in octets)
            hash = (hash ^ octet) * 16777619;
        return (int)hash;
    }
}
