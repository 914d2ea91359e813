using System;
using System.Linq;
using CiscoPhoneRecovery.Tftp;
using FsCheck.Xunit;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Tftp;

[Trait("Area", "TFTP")]
public sealed class TftpRetransmissionTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly TftpRig _rig = new();

    [Fact]
    [Trait("Checklist", "T15")]
    public void The_wait_doubles_up_to_a_ceiling_and_the_client_is_given_up_after_a_bounded_count()
    {
        _rig.Add("a", 5000);
        _rig.Read("a");
        _rig.Wait(TimeSpan.FromMinutes(10));

        TimeSpan[] waits = _rig.Sent.Zip(_rig.Sent.Skip(1), (a, b) => b.At - a.At).ToArray();
        Assert.Equal(_rig.Settings.MaxRetries, waits.Length);
        Assert.Equal(_rig.Settings.InitialTimeout, waits[0]);
        Assert.All(waits.Zip(waits.Skip(1)), w => Assert.Equal(Min(w.First * 2, _rig.Settings.MaxTimeout), w.Second));
        Assert.Equal(TftpEventKind.Failed, _rig.Events[^1].Kind);
        Assert.Equal(_rig.Settings.MaxRetries, _rig.Events[^1].Retransmissions);
        Assert.Null(_rig.NextDeadline);
    }

    [Theory]
    [Trait("Checklist", "T15")]
    [InlineData(1, 10)]
    [InlineData(20, 20)]
    [InlineData(400, 400)]
    public void The_wait_follows_the_measured_round_trip(int roundTrip, int atLeast)
    {
        _rig.Add("a", 100_000);
        int port = Assert.Single(_rig.Read("a")).Port;
        for (int block = 1; block < 100; block++)
        {
            _rig.Now += TimeSpan.FromMilliseconds(roundTrip);
            _rig.Ack(block, port);
        }

        SentPacket lost = _rig.Sent[^1];
        TimeSpan wait = _rig.Wait(TimeSpan.FromSeconds(5))[0].At - lost.At;
        Assert.InRange(wait.TotalMilliseconds, atLeast, (atLeast * 1.25) + 1);
    }

    [Fact]
    [Trait("Checklist", "T15")]
    public void By_Karn_the_ACK_of_a_block_sent_twice_is_no_measurement()
    {
        _rig.Add("a", 100_000);
        int port = Assert.Single(_rig.Read("a")).Port;
        for (int block = 1; block < 50; block++)
        {
            _rig.Now += Millisecond;
            _rig.Ack(block, port);
        }

        // Block 50 is lost and sent again by the timer; its ACK comes at once and must not be taken for a round trip of zero,
        // nor for one of the whole wait. Until a block is measured again the doubled wait holds.
        SentPacket again = Assert.Single(_rig.Wait(_rig.Settings.MinTimeout));
        Assert.True(again.IsData(50));
        SentPacket next = Assert.Single(_rig.Ack(50, port));
        Assert.Equal(_rig.Settings.MinTimeout * 2, _rig.Wait(TimeSpan.FromSeconds(1))[0].At - next.At);
    }

    [Fact]
    [Trait("Checklist", "T15")]
    public void A_client_whose_round_trip_grows_is_not_sent_everything_twice_for_ever()
    {
        _rig.Add("a", 200_000);
        int port = Assert.Single(_rig.Read("a")).Port;
        for (int block = 1; block < 50; block++)
        {
            _rig.Now += Millisecond;
            _rig.Ack(block, port);
        }

        for (int block = 50; block < 150; block++)
        {
            _rig.Wait(TimeSpan.FromMilliseconds(60));
            _rig.Ack(block, port);
        }

        Assert.InRange(_rig.Progress.Single().Retransmissions, 1, 8);
    }

    [Fact]
    [Trait("Checklist", "T11")]
    public void A_timeout_sends_the_window_again()
    {
        int port = BeginWindow(8);

        Assert.Equal(Enumerable.Range(1, 8), _rig.Wait(_rig.Settings.MinTimeout).Select(p => p.Number));
        Assert.Equal(Enumerable.Range(9, 8), _rig.Ack(8, port).Select(p => p.Number));
    }

    [Fact]
    [Trait("Checklist", "T11")]
    public void After_a_gap_the_window_begins_behind_the_last_ACK()
    {
        int port = BeginWindow(8);
        _rig.Now += Millisecond;

        Assert.Equal(Enumerable.Range(4, 8), _rig.Ack(3, port).Select(p => p.Number));
    }

    [Fact]
    [Trait("Checklist", "T11")]
    public void A_lost_first_block_of_a_window_is_a_gap_that_is_answered_once()
    {
        int port = BeginWindow(4);
        _rig.Now += Millisecond;
        _rig.Ack(4, port);
        _rig.Now += Millisecond;

        Assert.Equal(Enumerable.Range(5, 4), _rig.Ack(4, port).Select(p => p.Number));
        _rig.Now += Millisecond;
        Assert.Empty(_rig.Ack(4, port));
    }

    [Fact]
    [Trait("Checklist", "T14")]
    public void When_every_ACK_of_a_window_comes_twice_each_block_is_sent_once()
    {
        int port = BeginWindow(4);
        for (int block = 4; block < 100; block += 4)
        {
            _rig.Now += Millisecond;
            Assert.Equal(4, _rig.Ack(block, port).Count);
            Assert.Empty(_rig.Ack(block, port));
        }
    }

    [Fact]
    [Trait("Checklist", "T11")]
    public void A_window_ends_with_the_last_block()
    {
        _rig.Add("a", 2600);
        int port = Assert.Single(_rig.Read("a", "windowsize", "4")).Port;
        _rig.Ack(0, port);

        Assert.Equal(new[] { 5, 6 }, _rig.Ack(4, port).Select(p => p.Number));
        _rig.Ack(6, port);
        Assert.Equal(TftpEventKind.Completed, _rig.Events[^1].Kind);
    }

    [Fact]
    [Trait("Checklist", "T11")]
    public void Each_gap_of_a_transfer_is_answered_and_the_window_behind_it_is_whole()
    {
        _rig.Add("a", 512 * 100);
        int port = BeginWindow(4);
        for (int block = 4; block <= 40; block += 4)
        {
            _rig.Now += Millisecond;
            _rig.Ack(block, port);
            _rig.Now += Millisecond;
            Assert.Equal(Enumerable.Range(block + 1, 4), _rig.Ack(block, port).Select(p => p.Number)); // the window's first block was lost
        }

        _rig.Now += Millisecond;
        Assert.Equal(Enumerable.Range(43, 4), _rig.Ack(42, port).Select(p => p.Number)); // its third was
        _rig.Now += Millisecond;
        Assert.Equal(Enumerable.Range(47, 4), _rig.Ack(46, port).Select(p => p.Number));
    }

    [Fact]
    [Trait("Checklist", "T11")]
    public void Without_the_option_one_block_is_on_its_way_at_a_time()
    {
        _rig.Add("a", 2600);

        Assert.Single(_rig.Read("a", "blksize", "512"));
        Assert.Single(_rig.Ack(0, _rig.Sent[0].Port));
    }

    [Property(MaxTest = 300)]
    public bool A_file_arrives_whole_whatever_is_lost_doubled_or_late(int seed, byte window)
    {
        var network = new LossyDownload(seed, windowSize: 1 + (window % 12));
        return network.Run();
    }

    private int BeginWindow(int size)
    {
        _rig.Add("a", 100_000);
        int port = Assert.Single(_rig.Read("a", "windowsize", size.ToString())).Port;
        _rig.Now += Millisecond;
        _rig.Ack(0, port);
        return port;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
