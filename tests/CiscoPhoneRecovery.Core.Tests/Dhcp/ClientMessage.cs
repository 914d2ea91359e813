using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Core.Tests.Dhcp;

/// <summary>
/// A client's message, written octet by octet here and not by the codec under test. It starts as a phone's: 548 octets, broadcast flag, secs,
/// options 61, 12, 60 (with its NUL) and 55 as a CP-7911G sends them.
/// </summary>
internal sealed class ClientMessage
{
    private readonly List<(byte Code, byte[] Value)> _options = new();

    public ClientMessage(DhcpMessageType type, byte[]? mac = null)
    {
        Mac = mac ?? Phone(1);
        Set(53, (byte)type);
        Set(61, new byte[] { 1 }.Concat(Mac).ToArray());
        Set(12, Encoding.ASCII.GetBytes("SEP" + Convert.ToHexString(Mac)));
        Set(60, Encoding.ASCII.GetBytes("Cisco Systems, Inc. IP Phone CP-7911G\0"));
        Set(55, 1, 66, 6, 3, 15, 150, 35);
    }

    public byte Op { get; set; } = 1;

    public byte HardwareType { get; set; } = 1;

    public byte HardwareLength { get; set; } = 6;

    public byte[] Mac { get; set; }

    public uint Xid { get; set; } = 0x12345678;

    public ushort Seconds { get; set; } = 7;

    public ushort Flags { get; set; } = 0x8000;

    public IPAddress Client { get; set; } = IPAddress.Any;

    public IPAddress Relay { get; set; } = IPAddress.Any;

    public byte Hops { get; set; }

    public int Length { get; set; } = 548;

    /// <summary>A phone's hardware address by number.</summary>
    public static byte[] Phone(int number) => new byte[] { 0x00, 0x1B, 0xD4, (byte)(number >> 16), (byte)(number >> 8), (byte)number };

    public ClientMessage Set(byte code, params byte[] value)
    {
        Remove(code);
        return Append(code, value);
    }

    public ClientMessage Set(byte code, string address) => Set(code, IPAddress.Parse(address).GetAddressBytes());

    public ClientMessage Append(byte code, params byte[] value)
    {
        _options.Add((code, value));
        return this;
    }

    public ClientMessage Remove(byte code)
    {
        _options.RemoveAll(option => option.Code == code);
        return this;
    }

    public ClientMessage RemoveIdentity() => Remove(61).Remove(12).Remove(60);

    public byte[] ToBytes()
    {
        var message = new List<byte> { Op, HardwareType, HardwareLength, Hops };
        message.AddRange(new[] { (byte)(Xid >> 24), (byte)(Xid >> 16), (byte)(Xid >> 8), (byte)Xid });
        message.AddRange(new[] { (byte)(Seconds >> 8), (byte)Seconds, (byte)(Flags >> 8), (byte)Flags });
        message.AddRange(Client.GetAddressBytes());
        message.AddRange(new byte[8]);
        message.AddRange(Relay.GetAddressBytes());
        message.AddRange(Mac.Concat(new byte[16 - Mac.Length]));
        message.AddRange(new byte[192]);
        message.AddRange(new byte[] { 0x63, 0x82, 0x53, 0x63 });
        foreach ((byte code, byte[] value) in _options)
        {
            message.Add(code);
            message.Add((byte)value.Length);
            message.AddRange(value);
        }

        message.Add(255);
        while (message.Count < Length)
            message.Add(0);
        return message.ToArray();
    }
}
