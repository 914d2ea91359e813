using System;
using System.Collections.Generic;
using System.Linq;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Tftp;

[Trait("Area", "TFTP")]
public sealed class TftpTransferTests
{
    private readonly TftpRig _rig = new();

    [Fact]
    [Trait("Checklist", "T01")]
    public void A_transfer_stays_on_the_port_it_began_on()
    {
        byte[] content = _rig.Add("a", 5000).Content;

        Assert.Equal(content, _rig.Download("a"));
        Assert.Single(_rig.Sent.Select(p => p.Port).Distinct());
        Assert.Single(_rig.Sent.Select(p => p.To).Distinct());
    }

    [Fact]
    [Trait("Checklist", "T05")]
    public void After_the_OACK_nothing_is_sent_until_ACK_0()
    {
        _rig.Add("a", 2000);
        int port = Assert.Single(_rig.Read("a", "tsize", "0")).Port;

        Assert.Empty(_rig.Ack(1, port));
        Assert.All(_rig.Wait(TimeSpan.FromSeconds(1)), p => Assert.Equal(6, p.Opcode));
        Assert.True(Assert.Single(_rig.Ack(0, port)).IsData(1));
    }

    [Fact]
    [Trait("Checklist", "T05")]
    public void An_OACK_without_answer_is_sent_again_byte_for_byte()
    {
        _rig.Add("a", 2000);
        SentPacket first = Assert.Single(_rig.Read("a", "tsize", "0"));

        SentPacket again = Assert.Single(_rig.Wait(_rig.Settings.InitialTimeout));
        Assert.Equal(first.Bytes, again.Bytes);
    }

    [Theory]
    [Trait("Checklist", "T07")]
    [InlineData(8)]
    [InlineData(0)]
    public void An_ERROR_after_the_OACK_ends_the_transfer_without_a_word(int code)
    {
        _rig.Add("a", 2000);
        int port = Assert.Single(_rig.Read("a", "tsize", "0")).Port;

        Assert.Empty(_rig.Send(TftpRig.Packet(5, (ushort)code), port));
        Assert.Empty(_rig.Wait(TimeSpan.FromMinutes(5)));
        Assert.Equal(TftpEventKind.Failed, _rig.Events[^1].Kind);
        Assert.Equal(0, _rig.Active);
    }

    [Fact]
    [Trait("Checklist", "T07")]
    public void An_error_known_before_the_OACK_is_sent_instead_of_it() =>
        Assert.True(Assert.Single(_rig.Read("missing", "tsize", "0")).IsError(1));

    [Theory]
    [Trait("Checklist", "T12")]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(511, 1)]
    [InlineData(512, 2)]
    [InlineData(513, 2)]
    [InlineData(51200, 101)]
    public void The_last_block_is_the_first_that_is_not_full(int length, int blocks)
    {
        byte[] content = _rig.Add("a", length).Content;

        Assert.Equal(content, _rig.Download("a"));
        Assert.Equal(blocks, _rig.Sent.Count);
        Assert.Equal(length % 512, _rig.Sent[^1].Data.Length);
        Assert.Equal(TftpEventKind.Completed, _rig.Events[^1].Kind);
        Assert.Equal(length, _rig.Events[^1].Acknowledged);
    }

    [Fact]
    [Trait("Checklist", "T13")]
    public void Block_65535_is_followed_by_block_0()
    {
        byte[] content = _rig.Add("a", (512 * 65536) + 1).Content;

        Assert.True(content.AsSpan().SequenceEqual(_rig.Download("a")));
        Assert.Equal(0, _rig.Sent[65535].Number);
        Assert.Equal(1, _rig.Sent[65536].Number);
    }

    [Fact]
    [Trait("Checklist", "T13")]
    public void Blocks_of_8_octets_wrap_twice_in_a_mebibyte()
    {
        byte[] content = _rig.Add("a", 1 << 20).Content;

        Assert.True(content.AsSpan().SequenceEqual(_rig.Download("a", 8, "blksize", "8")));
    }

    [Theory]
    [Trait("Checklist", "T13")]
    [InlineData(7)]
    [InlineData(64)]
    public void Windows_wrap_as_well(int window)
    {
        byte[] content = _rig.Add("a", 8 * 70_000).Content;

        Assert.True(content.AsSpan().SequenceEqual(_rig.Download("a", 8, "blksize", "8", "windowsize", window.ToString())));
    }

    [Fact]
    [Trait("Checklist", "T14")]
    public void When_every_ACK_comes_twice_each_block_is_sent_once()
    {
        _rig.Add("a", 100_000);
        SentPacket data = Assert.Single(_rig.Read("a"));
        while (data.Data.Length == 512)
        {
            SentPacket next = Assert.Single(_rig.Ack(data.Number, data.Port));
            Assert.Empty(_rig.Ack(data.Number, data.Port));
            data = next;
        }

        _rig.Ack(data.Number, data.Port);
        Assert.Empty(_rig.Ack(data.Number, data.Port));
        Assert.Equal(Enumerable.Range(1, 196), _rig.Sent.Select(p => p.Number));
    }

    [Fact]
    [Trait("Checklist", "T14")]
    public void An_ACK_that_the_client_sends_again_because_a_block_was_lost_is_left_to_the_timer()
    {
        _rig.Add("a", 100_000);
        int port = Assert.Single(_rig.Read("a")).Port;
        _rig.Now += TimeSpan.FromMilliseconds(1);
        _rig.Ack(1, port);
        _rig.Now += TimeSpan.FromMilliseconds(5);

        Assert.Empty(_rig.Ack(1, port));
        Assert.True(_rig.Wait(_rig.Settings.MinTimeout)[0].IsData(2));
    }

    [Fact]
    [Trait("Checklist", "T16")]
    public void An_ACK_of_a_block_not_yet_sent_or_long_acknowledged_is_ignored()
    {
        _rig.Add("a", 100_000);
        int port = Assert.Single(_rig.Read("a")).Port;
        for (int block = 1; block < 10; block++)
        {
            _rig.Ack(block, port);
        }

        Assert.Empty(_rig.Ack(11, port));
        Assert.Empty(_rig.Ack(3, port));
        Assert.Empty(_rig.Ack(0, port));
        Assert.Empty(_rig.Ack(65535, port));
        Assert.True(Assert.Single(_rig.Ack(10, port)).IsData(11));
    }

    [Fact]
    [Trait("Checklist", "T17")]
    public void When_only_the_last_ACK_is_missing_the_transfer_is_probably_complete()
    {
        _rig.Add("a", 600);
        int port = Assert.Single(_rig.Read("a")).Port;
        Assert.True(Assert.Single(_rig.Ack(1, port)).IsData(2));

        _rig.Wait(TimeSpan.FromMinutes(5));
        Assert.Equal(TftpEventKind.ProbablyCompleted, _rig.Events[^1].Kind);
        Assert.Equal(0, _rig.Active);
    }

    [Fact]
    [Trait("Checklist", "T25")]
    public void Netascii_sends_LF_as_CR_LF_and_CR_as_CR_NUL()
    {
        _rig.Add("a", "one\ntwo\rthree\r\n"u8.ToArray());

        SentPacket data = Assert.Single(_rig.Request(TftpRig.Rrq("a", "netascii")));
        Assert.Equal("one\r\ntwo\r\0three\r\0\r\n"u8.ToArray(), data.Data);
    }

    [Theory]
    [Trait("Checklist", "T25")]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(512)]
    public void A_netascii_block_may_end_inside_a_pair(int blockSize)
    {
        byte[] content = Enumerable.Range(0, 3000).Select(i => "\n\ra"u8[(i * i) % 3]).ToArray();
        byte[] expected = content.SelectMany(b => b switch { 10 => new byte[] { 13, 10 }, 13 => new byte[] { 13, 0 }, _ => new[] { b } }).ToArray();
        _rig.Add("a", content);

        byte[] got = TestClient.Download(_rig, TftpRig.Rrq("a", "netascii", "blksize", blockSize.ToString()), blockSize, TftpRig.Phone);
        Assert.Equal(expected, got);
        Assert.Equal(3000, _rig.Events[^1].Acknowledged);
    }

    [Fact]
    [Trait("Checklist", "T25")]
    public void A_netascii_block_is_sent_again_unchanged()
    {
        _rig.Add("a", Enumerable.Repeat((byte)10, 900).ToArray());
        SentPacket first = Assert.Single(_rig.Request(TftpRig.Rrq("a", "netascii")));
        Assert.Equal(first.Bytes, Assert.Single(_rig.Wait(_rig.Settings.InitialTimeout)).Bytes);

        SentPacket second = Assert.Single(_rig.Ack(1, first.Port));
        Assert.Equal(second.Bytes, _rig.Wait(TimeSpan.FromSeconds(1))[0].Bytes);
    }

    [Theory]
    [Trait("Checklist", "T28")]
    [InlineData("octet")]
    [InlineData("netascii")]
    public void A_file_that_changes_ends_its_transfers_with_an_ERROR(string mode)
    {
        TestFile file = _rig.Add("a", 5000);
        int port = Assert.Single(_rig.Request(TftpRig.Rrq("a", mode))).Port;
        _rig.Ack(1, port);

        file.Changed = true;
        Assert.True(Assert.Single(_rig.Ack(2, port)).IsError(0));
        Assert.Equal(TftpEventKind.Failed, _rig.Events[^1].Kind);
        Assert.Empty(_rig.Wait(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    [Trait("Checklist", "T28")]
    public void A_file_that_changes_is_not_sent_again_by_the_timer_either()
    {
        TestFile file = _rig.Add("a", 5000);
        _rig.Read("a");
        file.Changed = true;

        Assert.True(Assert.Single(_rig.Wait(TimeSpan.FromMinutes(1))).IsError(0));
    }

    [Fact]
    public void Progress_tells_bytes_acknowledged_and_packets_sent_again()
    {
        _rig.Add("a", 5000);
        int port = Assert.Single(_rig.Read("a")).Port;
        _rig.Wait(_rig.Settings.InitialTimeout);
        _rig.Ack(1, port);
        _rig.Ack(2, port);

        TftpProgress progress = Assert.Single(_rig.Progress);
        Assert.Equal((1024, 5000, 1, "a"), (progress.Acknowledged, progress.Length, progress.Retransmissions, progress.File));
    }

    [Fact]
    public void Events_tell_the_beginning_and_the_end_of_a_transfer()
    {
        _rig.Add("a", 600);
        _rig.Download("a");

        Assert.Equal(new[] { TftpEventKind.Started, TftpEventKind.Completed }, _rig.Events.Select(e => e.Kind));
        Assert.All(_rig.Events, e => Assert.Equal((1, 600, TftpRig.Phone), (e.Transfer, e.Length, e.Client)));
    }

    [Fact]
    public void What_is_no_ACK_ends_the_transfer_with_ERROR_4()
    {
        _rig.Add("a", 600);
        int port = Assert.Single(_rig.Read("a")).Port;

        Assert.True(Assert.Single(_rig.Send(TftpRig.Packet(3, 1), port)).IsError(4));
        Assert.Equal(0, _rig.Active);
    }

    public static IEnumerable<object[]> Truncated => Enumerable.Range(0, 4).Select(n => new object[] { n });

    [Theory]
    [MemberData(nameof(Truncated))]
    public void A_packet_without_a_whole_header_is_ignored(int length)
    {
        _rig.Add("a", 600);
        int port = Assert.Single(_rig.Read("a")).Port;

        Assert.Empty(_rig.Send(new byte[] { 0, 4, 0 }[..Math.Min(3, length)], port));
        Assert.Equal(1, _rig.Active);
    }
}
