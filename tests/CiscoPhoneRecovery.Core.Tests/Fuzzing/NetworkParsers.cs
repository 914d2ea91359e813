using System;
using System.Linq;
using System.Text;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Fuzzing;

/// <summary>Parsers of datagrams and answers.</summary>
internal static class NetworkParsers
{
    private const int FixedPart = 240;

    /// <summary>Codes that the writer places by itself or that are no options.</summary>
    private static readonly byte[] NotWritten = { 0, 52, 255 };

    public static void Dhcp(byte[] input)
    {
        var packet = new DhcpPacket();
        if (packet.Read(input, input.Length) != DhcpParseError.None)
        {
            return;
        }

        var writer = new DhcpPacketWriter();
        writer.Begin(packet.Op, DhcpPacketWriter.Capacity);
        writer.SetHardware(packet.HardwareType, packet.HardwareLength, packet.Hardware);
        writer.SetTransaction(packet.TransactionId, packet.Seconds, packet.Flags);
        writer.SetAddresses(packet.ClientAddress, packet.YourAddress, packet.NextServerAddress, packet.RelayAddress);
        byte[] codes = packet.Options.Codes.Where(c => !NotWritten.Contains(c)).ToArray();
        if (codes.Any(c => packet.Options.Get(c).Count > 0 && !writer.Add(c, packet.Options.Get(c))))
        {
            return; // options that came overloaded may not fit the other way round
        }

        var again = new DhcpPacket();
        Assert.Equal(DhcpParseError.None, again.Read(writer.Buffer, writer.Finish()));
        Assert.Equal((packet.Op, packet.HardwareType, packet.HardwareLength, packet.TransactionId, packet.Seconds, packet.Flags), (again.Op, again.HardwareType, again.HardwareLength, again.TransactionId, again.Seconds, again.Flags));
        Assert.Equal((packet.ClientAddress, packet.YourAddress, packet.NextServerAddress, packet.RelayAddress), (again.ClientAddress, again.YourAddress, again.NextServerAddress, again.RelayAddress));
        Assert.Equal(packet.MessageType, again.MessageType);
        foreach (byte code in codes)
        {
            Assert.True(packet.Options.Get(code).SequenceEqual(again.Options.Get(code)), $"option {code}");
        }
    }

    /// <summary>The input is the options alone, after a fixed part in order.</summary>
    public static void DhcpOptions(byte[] input)
    {
        var packet = new byte[FixedPart + input.Length];
        packet[0] = 1;
        packet[1] = 1;
        packet[2] = 6;
        new byte[] { 99, 130, 83, 99 }.CopyTo(packet, FixedPart - 4);
        input.CopyTo(packet, FixedPart);
        Dhcp(packet);
    }

    public static void Tftp(byte[] input)
    {
        TftpOpcode opcode = TftpPacket.ReadOpcode(input, input.Length);
        if (input.Length >= TftpPacket.HeaderLength)
        {
            TftpPacket.ReadNumber(input);
            Assert.All(TftpPacket.ReadErrorMessage(input, input.Length), c => Assert.InRange(c, ' ', '~'));
        }

        if (opcode == TftpOpcode.OptionAcknowledgment && TftpPacket.ReadOptions(input, input.Length) is { } options)
        {
            var buffer = new byte[4 * (input.Length + 4)];
            int length = TftpPacket.WriteOptionAcknowledgment(buffer, options);
            Assert.Equal(options, TftpPacket.ReadOptions(buffer, length));
        }
    }

    public static void TftpRequests(byte[] input)
    {
        TftpRequest request = TftpRequest.Parse(input, input.Length);
        Assert.Equal(request.Kind == TftpRequestKind.Refused, request.Detail.Length > 0 && request.Kind != TftpRequestKind.Dropped);
        if (request.Kind != TftpRequestKind.Read)
        {
            return;
        }

        // Octets that are no UTF-8 are replaced, and grow.
        var buffer = new byte[TftpPacket.MaxRequestLength * 4];
        int length = TftpPacket.WriteReadRequest(buffer, request.FileName, request.Mode, request.Options);
        if (length > TftpPacket.MaxRequestLength || request.FileName.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return;
        }

        TftpRequest again = TftpRequest.Parse(buffer, length);
        Assert.True(again.Kind == TftpRequestKind.Read && request.IsSameAs(again), $"{request.FileName} {request.Mode}");
    }

    public static void HttpAnswers(byte[] input)
    {
        if (HttpAnswer.Read(input, input.Length) is { } answer)
        {
            Assert.InRange(answer.Status, 0, 999);
            Assert.InRange(answer.Body(input, input.Length).Length, 0, input.Length);
        }
    }

    public static void DeviceInformationPages(byte[] input)
    {
        if (DeviceInformation.Read(input) is { } page)
        {
            Assert.InRange(page.Load.Length, 1, 80);
            Assert.All(Encoding.ASCII.GetBytes(page.Load), c => Assert.InRange(c, (byte)' ', (byte)'~'));
        }
    }
}
