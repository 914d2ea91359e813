using System;
using System.Linq;
using CiscoPhoneRecovery.Tftp;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Tftp;

[Trait("Area", "TFTP")]
public sealed class TftpRequestTests
{
    [Theory]
    [Trait("Checklist", "T02")]
    [InlineData("octet", TftpMode.Octet)]
    [InlineData("OCTET", TftpMode.Octet)]
    [InlineData("OcTeT", TftpMode.Octet)]
    [InlineData("NetASCII", TftpMode.NetAscii)]
    public void Modes_are_read_in_any_case(string mode, TftpMode expected)
    {
        TftpRequest request = Parse(TftpRig.Rrq("a.sbn", mode));

        Assert.Equal(TftpRequestKind.Read, request.Kind);
        Assert.Equal(expected, request.Mode);
        Assert.Equal("a.sbn", request.FileName);
    }

    [Fact]
    [Trait("Checklist", "T02")]
    public void Option_names_are_read_in_any_case_and_answered_as_spelled()
    {
        var rig = new TftpRig();
        rig.Add("a", 2000);

        Assert.Equal(new[] { "BLKSIZE", "1024", "TSize", "2000" }, Assert.Single(rig.Read("a", "BLKSIZE", "1024", "TSize", "0")).Strings);
    }

    [Fact]
    [Trait("Checklist", "T22")]
    public void A_write_request_is_an_access_violation()
    {
        var rig = new TftpRig();

        Assert.True(Assert.Single(rig.Request(TftpRig.Strings(2, "a.sbn", "octet"))).IsError(2));
        Assert.Equal(TftpEventKind.Refused, Assert.Single(rig.Events).Kind);
    }

    [Theory]
    [Trait("Checklist", "T22")]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(0)]
    [InlineData(65535)]
    public void Any_other_opcode_is_an_illegal_operation(int opcode) =>
        Assert.True(Assert.Single(new TftpRig().Request(TftpRig.Packet((ushort)opcode, 1))).IsError(4));

    [Theory]
    [Trait("Checklist", "T22")]
    [InlineData("mail")]
    [InlineData("binary")]
    [InlineData("")]
    public void A_mode_that_is_neither_octet_nor_netascii_is_an_illegal_operation(string mode)
    {
        var rig = new TftpRig();
        rig.Add("a", 10);

        Assert.True(Assert.Single(rig.Request(TftpRig.Rrq("a", mode))).IsError(4));
    }

    [Fact]
    [Trait("Checklist", "T22")]
    public void An_ERROR_is_never_answered()
    {
        var rig = new TftpRig();

        Assert.Empty(rig.Request(TftpRig.Packet(5, 0)));
        Assert.Empty(rig.Send(TftpRig.Packet(5, 5), port: 0, TftpRig.Stranger));
    }

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "no NUL at all", TftpRig.Packet(1, new byte[] { 97, 98 }) },
        { "no mode", TftpRig.Strings(1, "a") },
        { "mode without NUL", TftpRig.Packet(1, "a\0octet"u8.ToArray()) },
        { "empty name", TftpRig.Rrq(string.Empty, "octet") },
        { "option without value", TftpRig.Rrq("a", "octet", "blksize") },
        { "value without NUL", TftpRig.Packet(1, "a\0octet\0tsize\00"u8.ToArray()) },
        { "longer than 512 octets", TftpRig.Rrq("a", "octet", "x", new string('y', 500)) },
        { "name of 255 octets", TftpRig.Rrq(new string('n', 255), "octet") },
    };

    [Theory]
    [Trait("Checklist", "T23")]
    [MemberData(nameof(Malformed))]
    public void A_malformed_request_is_answered_with_ERROR_4_and_starts_nothing(string what, byte[] request)
    {
        var rig = new TftpRig();
        rig.Add("a", 10);

        Assert.True(Assert.Single(rig.Request(request)).IsError(4), what);
        Assert.Equal(0, rig.Active);
    }

    [Theory]
    [Trait("Checklist", "T23")]
    [InlineData(0)]
    [InlineData(1)]
    public void What_is_too_short_to_be_TFTP_is_dropped(int length) => Assert.Empty(new TftpRig().Request(new byte[length]));

    [Fact]
    public void NULs_that_pad_a_request_are_no_options()
    {
        TftpRequest request = Parse(TftpRig.Rrq("a", "octet").Concat(new byte[20]).ToArray());

        Assert.Equal(TftpRequestKind.Read, request.Kind);
        Assert.Empty(request.Options);
    }

    [Fact]
    public void A_name_of_254_octets_is_read() =>
        Assert.Equal(TftpRequestKind.Read, Parse(TftpRig.Rrq(new string('n', 254), "octet")).Kind);

    [Property(MaxTest = 2000)]
    [Trait("Checklist", "T23")]
    public bool Any_bytes_give_a_request_or_a_reason(byte[] bytes)
    {
        TftpRequest request = Parse(bytes);
        return request.Kind == TftpRequestKind.Read ? request.FileName.Length > 0 : request.Detail.Length > 0;
    }

    [Property(MaxTest = 2000)]
    [Trait("Checklist", "T23")]
    public bool A_request_with_any_byte_changed_and_any_tail_cut_gives_a_request_or_a_reason(byte position, byte value, byte cut)
    {
        byte[] request = TftpRig.Rrq("term65.default.loads", "octet", "blksize", "1428", "tsize", "0");
        request[position % request.Length] = value;
        TftpRequest parsed = Parse(request[..Math.Max(0, request.Length - (cut % 40))]);
        return parsed.Kind == TftpRequestKind.Read ? parsed.FileName.Length > 0 : parsed.Detail.Length > 0;
    }

    [Property]
    public bool What_is_written_is_read_the_same(NonEmptyString name, NonNull<string> value)
    {
        string file = Printable(name.Get), text = Printable(value.Get);
        byte[] buffer = new byte[2048];
        int length = TftpPacket.WriteReadRequest(buffer, file, TftpMode.NetAscii, new[] { new TftpOption("x", text) });
        TftpRequest request = Parse(buffer[..length]);
        return length > 512
            || (request.FileName == file && request.Mode == TftpMode.NetAscii && Assert.Single(request.Options).Value == text);
    }

    private static string Printable(string text) =>
        "n" + new string(text.Where(c => c is > ' ' and < (char)127).Take(200).ToArray());

    private static TftpRequest Parse(byte[] datagram) => TftpRequest.Parse(datagram, datagram.Length);
}
