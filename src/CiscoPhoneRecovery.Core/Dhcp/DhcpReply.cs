using System;
using System.Net;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>Writes the answers to a request by RFC 2131 section 4.3.1 table 3, and says where they go by section 4.1.</summary>
internal sealed class DhcpReply
{
    private const int ServerPort = 67;
    private const int ClientPort = 68;
    private const int HeadersOfSmallestDatagram = 28;

    private readonly DhcpPacketWriter _writer = new();
    private readonly ReplyOptions _options;

    public DhcpReply(DhcpSettings settings) => _options = new ReplyOptions(settings);

    public byte[] Buffer => _writer.Buffer;

    /// <summary>An OFFER of an address.</summary>
    public int WriteOffer(DhcpPacket request, uint address) => WriteLease(request, DhcpMessageType.Offer, 0, address);

    /// <summary>The ACK of a lease.</summary>
    public int WriteAck(DhcpPacket request, uint address) => WriteLease(request, DhcpMessageType.Ack, request.ClientAddress, address);

    /// <summary>The answer to an INFORM: configuration without an address and without times (section 4.3.5).</summary>
    public int WriteInformAck(DhcpPacket request)
    {
        Begin(request, DhcpMessageType.Ack, request.Flags);
        _writer.SetAddresses(request.ClientAddress, 0, _options.NextServer, request.RelayAddress);
        EchoIdentifier(request);
        _options.WriteConfiguration(_writer, request.Options.Get(DhcpOptionCode.ParameterRequestList));
        return _writer.Finish();
    }

    /// <summary>A NAK: no address, no configuration, only who refuses and why.</summary>
    public int WriteNak(DhcpPacket request, byte[] reason)
    {
        // Behind a relay the B bit makes the relay broadcast, as the client has no address to be trusted (section 4.3.2).
        ushort flags = request.RelayAddress != 0 ? (ushort)(request.Flags | DhcpPacket.BroadcastFlag) : request.Flags;
        Begin(request, DhcpMessageType.Nak, flags);
        _writer.SetAddresses(0, 0, 0, request.RelayAddress);
        EchoIdentifier(request);
        _writer.Add(DhcpOptionCode.Message, reason);
        return _writer.Finish();
    }

    /// <summary>
    /// Where an OFFER or ACK goes. A client without an address that can take unicast is still answered by broadcast, which section 4.1
    /// allows: addressing the frame to it would need an ARP entry that no portable socket can make.
    /// </summary>
    public static DhcpDelivery DeliveryTo(DhcpPacket request, IPAddress? client)
    {
        if (request.RelayAddress != 0)
            return DhcpDelivery.Unicast(Ipv4.ToAddress(request.RelayAddress), ServerPort);
        if (request.ClientAddress != 0)
            return DhcpDelivery.Unicast(client ?? Ipv4.ToAddress(request.ClientAddress), ClientPort);
        return DhcpDelivery.Broadcast(ClientPort);
    }

    /// <summary>Where a NAK goes: to the relay, else always to everybody, as the client's address is what is wrong.</summary>
    public static DhcpDelivery DeliveryOfNak(DhcpPacket request) => request.RelayAddress != 0
        ? DhcpDelivery.Unicast(Ipv4.ToAddress(request.RelayAddress), ServerPort)
        : DhcpDelivery.Broadcast(ClientPort);

    private int WriteLease(DhcpPacket request, DhcpMessageType type, uint client, uint address)
    {
        Begin(request, type, request.Flags);
        _writer.SetAddresses(client, address, _options.NextServer, request.RelayAddress);
        _options.WriteTimes(_writer);
        EchoIdentifier(request);
        _options.WriteConfiguration(_writer, request.Options.Get(DhcpOptionCode.ParameterRequestList));
        return _writer.Finish();
    }

    private void Begin(DhcpPacket request, DhcpMessageType type, ushort flags)
    {
        _writer.Begin(DhcpPacket.BootReply, LimitOf(request));
        _writer.SetHardware(request.HardwareType, request.HardwareLength, request.Hardware);
        _writer.SetTransaction(request.TransactionId, 0, flags);
        ArraySegment<byte> relay = request.Options.Get(DhcpOptionCode.RelayAgentInformation);
        if (relay.Count is > 0 and <= 255)
            _writer.ReserveTrailer(DhcpOptionCode.RelayAgentInformation, relay);
        _writer.Add(DhcpOptionCode.MessageType, (byte)type);
        _options.WriteServerIdentifier(_writer);
    }

    // RFC 6842 section 3: in every reply, octet for octet.
    private void EchoIdentifier(DhcpPacket request)
    {
        if (request.Options.Has(DhcpOptionCode.ClientIdentifier))
            _writer.Add(DhcpOptionCode.ClientIdentifier, request.Options.Get(DhcpOptionCode.ClientIdentifier));
    }

    // RFC 2132 section 9.10: option 57 counts the whole IP datagram; below 576 it is not legal.
    private static int LimitOf(DhcpPacket request) =>
        request.Options.TryGetUInt16(DhcpOptionCode.MaximumMessageSize, out int size) && size >= 576
            ? Math.Min(size - HeadersOfSmallestDatagram, DhcpPacketWriter.Capacity)
            : DhcpPacketWriter.DefaultLimit;
}
