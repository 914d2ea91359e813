using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Tftp;

[Trait("Area", "TFTP")]
public sealed class TftpNegotiationTests
{
    [Theory]
    [Trait("Checklist", "T03")]
    [InlineData]
    [InlineData("multicast", "")]
    [InlineData("blksize", "7")]
    [InlineData("blksize", "65465", "timeout", "0", "windowsize", "0", "tsize", "x")]
    public void Without_an_acceptable_option_DATA_1_comes_at_once(params string[] options)
    {
        var rig = new TftpRig();
        rig.Add("a", 2000);

        SentPacket first = Assert.Single(rig.Read("a", options));
        Assert.True(first.IsData(1));
        Assert.Equal(512, first.Data.Length);
    }

    [Fact]
    [Trait("Checklist", "T04")]
    public void The_OACK_lists_what_was_asked_for_and_accepted_and_nothing_else()
    {
        var rig = new TftpRig();
        rig.Add("a", 2000);

        SentPacket oack = Assert.Single(rig.Read("a", "multicast", "", "blksize", "1024", "foo", "1"));
        Assert.Equal(6, oack.Opcode);
        Assert.Equal(new[] { "blksize", "1024" }, oack.Strings);
    }

    [Fact]
    [Trait("Checklist", "T06")]
    public void The_OACK_ends_with_the_NUL_of_the_last_value()
    {
        var rig = new TftpRig();
        rig.Add("a", 2000);

        byte[] oack = Assert.Single(rig.Read("a", "blksize", "1024")).Bytes;
        Assert.Equal("\0\u0006blksize\01024\0"u8.ToArray(), oack);
    }

    [Theory]
    [Trait("Checklist", "T08")]
    [InlineData("8", "8")]
    [InlineData("512", "512")]
    [InlineData("1428", "1428")]
    [InlineData("1468", "1468")]
    [InlineData("1469", "1468")]
    [InlineData("65464", "1468")]
    public void A_block_size_is_never_more_than_asked_for_nor_than_the_MTU_carries(string asked, string given)
    {
        var rig = new TftpRig();
        rig.Add("a", 70000);

        Assert.Equal(new[] { "blksize", given }, Assert.Single(rig.Read("a", "blksize", asked)).Strings);
        Assert.Equal(int.Parse(given), Assert.Single(rig.Ack(0, rig.Sent[0].Port)).Data.Length);
    }

    [Theory]
    [Trait("Checklist", "T08")]
    [InlineData("7")]
    [InlineData("0")]
    [InlineData("65465")]
    [InlineData("-8")]
    [InlineData("+512")]
    [InlineData(" 512")]
    [InlineData("512x")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    public void A_block_size_outside_8_to_65464_is_not_accepted(string asked)
    {
        var rig = new TftpRig();
        rig.Add("a", 2000);

        Assert.Equal(512, Assert.Single(rig.Read("a", "blksize", asked)).Data.Length);
    }

    [Fact]
    [Trait("Checklist", "T08")]
    public void Where_the_MTU_allows_the_largest_block_size_is_given()
    {
        var rig = new TftpRig(new TftpSettings { MaxBlockSize = 65464 });
        byte[] content = rig.Add("a", 200_000).Content;

        Assert.Equal(content, rig.Download("a", 65464, "blksize", "65464"));
    }

    [Fact]
    [Trait("Checklist", "T09")]
    public void The_transfer_size_is_answered_in_64_bits()
    {
        TftpRequest request = Parse(TftpRig.Rrq("a", "octet", "tsize", "0"));

        TftpOption tsize = Assert.Single(TftpNegotiation.Agree(request, 5_000_000_000, new TftpSettings()).Accepted);
        Assert.Equal("5000000000", tsize.Value);
    }

    [Fact]
    [Trait("Checklist", "T09")]
    public void The_transfer_size_of_netascii_is_left_out()
    {
        var rig = new TftpRig();
        rig.Add("a", 2000);

        Assert.True(Assert.Single(rig.Request(TftpRig.Rrq("a", "netascii", "tsize", "0"))).IsData(1));
    }

    [Theory]
    [Trait("Checklist", "T10")]
    [InlineData("1")]
    [InlineData("255")]
    public void A_timeout_is_echoed_and_used(string seconds)
    {
        var rig = new TftpRig();
        rig.Add("a", 2000);
        Assert.Equal(new[] { "timeout", seconds }, Assert.Single(rig.Read("a", "timeout", seconds)).Strings);
        rig.Ack(0, rig.Sent[0].Port);

        System.TimeSpan wait = System.TimeSpan.FromSeconds(int.Parse(seconds));
        Assert.Empty(rig.Wait(wait - System.TimeSpan.FromMilliseconds(1)));
        Assert.True(Assert.Single(rig.Wait(System.TimeSpan.FromMilliseconds(2))).IsData(1));
        Assert.True(Assert.Single(rig.Wait(wait)).IsData(1));
    }

    [Theory]
    [Trait("Checklist", "T10")]
    [InlineData("0")]
    [InlineData("256")]
    public void A_timeout_outside_1_to_255_is_left_out(string seconds)
    {
        var rig = new TftpRig();
        rig.Add("a", 2000);

        Assert.True(Assert.Single(rig.Read("a", "timeout", seconds)).IsData(1));
    }

    [Theory]
    [Trait("Checklist", "T11")]
    [InlineData("1", "1")]
    [InlineData("8", "8")]
    [InlineData("64", "64")]
    [InlineData("65535", "64")]
    public void A_window_size_is_never_more_than_asked_for(string asked, string given)
    {
        var rig = new TftpRig();
        rig.Add("a", 70000);

        Assert.Equal(new[] { "windowsize", given }, Assert.Single(rig.Read("a", "windowsize", asked)).Strings);
        Assert.Equal(int.Parse(given), rig.Ack(0, rig.Sent[0].Port).Count);
    }

    [Fact]
    [Trait("Checklist", "T11")]
    public void A_window_of_large_blocks_is_held_to_a_number_of_bytes()
    {
        var rig = new TftpRig(new TftpSettings { MaxBlockSize = 65464 });
        rig.Add("a", 5_000_000);

        SentPacket oack = Assert.Single(rig.Read("a", "windowsize", "64", "blksize", "65464"));
        Assert.Equal(new[] { "windowsize", "8", "blksize", "65464" }, oack.Strings);
        Assert.Equal(8, rig.Ack(0, oack.Port).Count);
    }

    [Fact]
    public void An_option_given_twice_counts_once()
    {
        var rig = new TftpRig();
        rig.Add("a", 2000);

        Assert.Equal(new[] { "blksize", "600" }, Assert.Single(rig.Read("a", "blksize", "600", "BLKSIZE", "700")).Strings);
    }

    private static TftpRequest Parse(byte[] datagram) => TftpRequest.Parse(datagram, datagram.Length);
}
