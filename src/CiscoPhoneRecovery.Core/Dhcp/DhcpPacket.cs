using System;
using System.Net.NetworkInformation;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>
/// One received DHCP message (RFC 2131 section 2). An instance is made once and reads message after message without allocating.
/// <code>
///  0  op 1 | htype 1 | hlen 1 | hops 1 | xid 4
///  8  secs 2 | flags 2 | ciaddr 4 | yiaddr 4 | siaddr 4 | giaddr 4
/// 28  chaddr 16 | sname 64 | file 128
/// 236 cookie 63 82 53 63 (hex) | options
/// </code>
/// </summary>
public sealed class DhcpPacket
{
    public const byte BootRequest = 1;
    public const byte BootReply = 2;
    public const ushort BroadcastFlag = 0x8000;

    internal const int OptionsOffset = 240;
    internal const uint Cookie = 0x63825363;
    private const int HardwareOffset = 28;

    private readonly byte[] _hardware = new byte[16];

    public byte Op { get; private set; }

    public byte HardwareType { get; private set; }

    /// <summary>Octets of chaddr in use, 0 to 16.</summary>
    public byte HardwareLength { get; private set; }

    public byte Hops { get; private set; }

    public uint TransactionId { get; private set; }

    /// <summary>Seconds since the client began, by its own word.</summary>
    public ushort Seconds { get; private set; }

    public ushort Flags { get; private set; }

    /// <summary>ciaddr in host order.</summary>
    public uint ClientAddress { get; private set; }

    /// <summary>yiaddr in host order.</summary>
    public uint YourAddress { get; private set; }

    /// <summary>siaddr in host order.</summary>
    public uint NextServerAddress { get; private set; }

    /// <summary>giaddr in host order.</summary>
    public uint RelayAddress { get; private set; }

    /// <summary>All 16 octets of chaddr; the array is reused by the next message.</summary>
    public byte[] Hardware => _hardware;

    public DhcpMessageType MessageType { get; private set; }

    public DhcpOptions Options { get; } = new();

    public bool WantsBroadcast => (Flags & BroadcastFlag) != 0;

    /// <summary>The hardware address as an object of its own.</summary>
    public PhysicalAddress Mac
    {
        get
        {
            var bytes = new byte[HardwareLength];
            Buffer.BlockCopy(_hardware, 0, bytes, 0, HardwareLength);
            return new PhysicalAddress(bytes);
        }
    }

    /// <summary>Reads one message. Total: any octets give <see cref="DhcpParseError.None"/> or the reason why not, never an exception.</summary>
    public DhcpParseError Read(byte[] datagram, int length)
    {
        if (length < OptionsOffset)
            return DhcpParseError.TooShort;
        if (datagram[0] is not (BootRequest or BootReply))
            return DhcpParseError.BadOp;
        if (datagram[2] > _hardware.Length)
            return DhcpParseError.BadHardwareLength;
        if (Ipv4.Read(datagram, OptionsOffset - 4) != Cookie)
            return DhcpParseError.BadCookie;

        ReadFixedFields(datagram);
        if (!Options.Read(datagram, length))
            return DhcpParseError.OptionPastEnd;
        if (!Options.TryGetByte(DhcpOptionCode.MessageType, out byte type) || type is < 1 or > 8)
            return DhcpParseError.BadMessageType;
        MessageType = (DhcpMessageType)type;
        return DhcpParseError.None;
    }

    private void ReadFixedFields(byte[] datagram)
    {
        Op = datagram[0];
        HardwareType = datagram[1];
        HardwareLength = datagram[2];
        Hops = datagram[3];
        TransactionId = Ipv4.Read(datagram, 4);
        Seconds = (ushort)((datagram[8] << 8) | datagram[9]);
        Flags = (ushort)((datagram[10] << 8) | datagram[11]);
        ClientAddress = Ipv4.Read(datagram, 12);
        YourAddress = Ipv4.Read(datagram, 16);
        NextServerAddress = Ipv4.Read(datagram, 20);
        RelayAddress = Ipv4.Read(datagram, 24);
        Buffer.BlockCopy(datagram, HardwareOffset, _hardware, 0, _hardware.Length);
    }
}
