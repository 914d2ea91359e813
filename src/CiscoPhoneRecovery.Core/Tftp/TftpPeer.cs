using System;
using System.Net;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>An IPv4 address and UDP port as eight bytes, so that a packet's sender is compared and hashed without an allocation.</summary>
public readonly struct TftpPeer : IEquatable<TftpPeer>
{
    public TftpPeer(uint address, ushort port)
    {
        Address = address;
        Port = port;
    }

    /// <summary>The address in host order: 10.1.1.2 is 0x0A010102.</summary>
    public uint Address { get; }

    public ushort Port { get; }

    public static TftpPeer From(IPEndPoint endPoint)
    {
        byte[] b = endPoint.Address.GetAddressBytes();
        return new TftpPeer(((uint)b[0] << 24) | ((uint)b[1] << 16) | ((uint)b[2] << 8) | b[3], (ushort)endPoint.Port);
    }

    public IPAddress ToAddress() => new(new[] { (byte)(Address >> 24), (byte)(Address >> 16), (byte)(Address >> 8), (byte)Address });

    public IPEndPoint ToEndPoint() => new(ToAddress(), Port);

    public bool Equals(TftpPeer other) => Address == other.Address && Port == other.Port;

    public override bool Equals(object? obj) => obj is TftpPeer other && Equals(other);

    public override int GetHashCode() => (int)(Address * 0x9E3779B1u) ^ (Port * 0x85EB);

    public override string ToString() => ToEndPoint().ToString();
}
