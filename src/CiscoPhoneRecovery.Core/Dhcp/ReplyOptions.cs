using System;
using System.Collections.Generic;
using System.Net;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>The values of the options that every client gets, encoded once, and the order in which they are sent.</summary>
internal sealed class ReplyOptions
{
    private static readonly byte[] AlwaysSent =
    {
        DhcpOptionCode.SubnetMask, DhcpOptionCode.Router, DhcpOptionCode.TftpServerName, DhcpOptionCode.TftpServerAddress,
    };

    private readonly byte[]?[] _values = new byte[256][];
    private readonly bool[] _written = new bool[256];
    private readonly byte[] _serverIdentifier;
    private readonly byte[] _leaseTime;
    private readonly byte[]? _renewalTime;
    private readonly byte[]? _rebindingTime;

    public ReplyOptions(DhcpSettings settings)
    {
        _serverIdentifier = settings.ServerAddress.GetAddressBytes();
        uint seconds = Seconds(settings.LeaseTime);
        _leaseTime = Encode(seconds);

        // T1 < T2 < lease (RFC 2131 section 4.4.5); an infinite lease has neither, and one under four seconds no room for them.
        if (seconds is >= 4 and < uint.MaxValue)
        {
            _renewalTime = Encode(seconds / 2);
            _rebindingTime = Encode((uint)((ulong)seconds * 7 / 8));
        }

        _values[DhcpOptionCode.SubnetMask] = settings.SubnetMask.GetAddressBytes();
        _values[DhcpOptionCode.Router] = settings.Router?.GetAddressBytes();
        _values[DhcpOptionCode.TftpServerName] = Ascii(settings.TftpServers[0].ToString());
        _values[DhcpOptionCode.TftpServerAddress] = Addresses(settings.TftpServers);
        NextServer = Ipv4.ToUInt32(settings.TftpServers[0]);
    }

    /// <summary>siaddr of OFFER and ACK.</summary>
    public uint NextServer { get; }

    public void WriteServerIdentifier(DhcpPacketWriter writer) => writer.Add(DhcpOptionCode.ServerIdentifier, _serverIdentifier);

    /// <summary>Options 51, 58 and 59.</summary>
    public void WriteTimes(DhcpPacketWriter writer)
    {
        writer.Add(DhcpOptionCode.LeaseTime, _leaseTime);
        if (_renewalTime is not null)
            writer.Add(DhcpOptionCode.RenewalTime, _renewalTime);
        if (_rebindingTime is not null)
            writer.Add(DhcpOptionCode.RebindingTime, _rebindingTime);
    }

    /// <summary>
    /// The configuration: first what the client lists in option 55, in its order (RFC 2132 section 9.8) save that the mask goes before the
    /// router (section 3.3), then what it did not list, because a phone must find its TFTP server in any case.
    /// </summary>
    public void WriteConfiguration(DhcpPacketWriter writer, ArraySegment<byte> requested)
    {
        Array.Clear(_written, 0, _written.Length);
        for (int i = 0; i < requested.Count; i++)
            WriteOnce(writer, requested.Array[requested.Offset + i]);
        foreach (byte code in AlwaysSent)
            WriteOnce(writer, code);
    }

    private static uint Seconds(TimeSpan time) => time.TotalSeconds >= uint.MaxValue ? uint.MaxValue : (uint)time.TotalSeconds;

    private static byte[] Encode(uint value)
    {
        var octets = new byte[4];
        Ipv4.Write(octets, 0, value);
        return octets;
    }

    private static byte[] Ascii(string text)
    {
        var octets = new byte[text.Length];
        for (int i = 0; i < text.Length; i++)
            octets[i] = (byte)text[i];
        return octets;
    }

    private static byte[] Addresses(IReadOnlyList<IPAddress> addresses)
    {
        var octets = new byte[4 * addresses.Count];
        for (int i = 0; i < addresses.Count; i++)
            Ipv4.Write(octets, 4 * i, Ipv4.ToUInt32(addresses[i]));
        return octets;
    }

    private void WriteOnce(DhcpPacketWriter writer, byte code)
    {
        byte[]? value = _values[code];
        if (value is null || _written[code])
            return;
        if (code == DhcpOptionCode.Router)
            WriteOnce(writer, DhcpOptionCode.SubnetMask);
        _written[code] = true;
        writer.Add(code, value);
    }
}
