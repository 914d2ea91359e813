using System;
using System.Net;
using System.Net.NetworkInformation;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>A DHCP server's message that was overheard.</summary>
internal sealed record OverheardMessage(byte[] Datagram, IPAddress? Source, PhysicalAddress? SourceMac)
{
    private const int UdpHeaderLength = 8;
    private const int LeastHeaderLength = 20;

    /// <summary>The Ethernet type of IP version 4.</summary>
    public const ushort Protocol = 0x0800;

    /// <summary>
    /// Classic BPF over the IP header: UDP, no later fragment, source port 67. In the kernel, so that the TFTP traffic beside it costs
    /// nothing here.
    /// </summary>
    public static readonly (ushort Code, byte True, byte False, uint Operand)[] FromServerPort =
    {
        (0x30, 0, 0, 9),
        (0x15, 0, 6, 17),
        (0x28, 0, 0, 6),
        (0x45, 4, 0, 0x1FFF),
        (0xB1, 0, 0, 0),
        (0x48, 0, 0, 0),
        (0x15, 0, 1, 67),
        (0x06, 0, 0, 65535),
        (0x06, 0, 0, 0),
    };

    /// <summary>Takes the UDP payload out of an IP packet; null when there is none.</summary>
    public static OverheardMessage? OfPacket(byte[] packet, int length, PhysicalAddress sender)
    {
        if (length < LeastHeaderLength)
            return null;
        int header = (packet[0] & 0xF) * 4 + UdpHeaderLength;
        int udp = header - UdpHeaderLength + 4;
        if (header > length)
            return null;
        int payload = Math.Min(length - header, Math.Max(0, ((packet[udp] << 8) | packet[udp + 1]) - UdpHeaderLength));
        var datagram = new byte[payload];
        Buffer.BlockCopy(packet, header, datagram, 0, payload);
        return new OverheardMessage(datagram, new IPAddress(new[] { packet[12], packet[13], packet[14], packet[15] }), sender);
    }
}
