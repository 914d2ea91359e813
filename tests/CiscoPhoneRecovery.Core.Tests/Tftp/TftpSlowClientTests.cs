using System;
using System.Linq;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Tftp;

/// <summary>Clients that lose nothing but are slow now and then, or answer more than they need.</summary>
[Trait("Area", "TFTP")]
[Trait("Checklist", "T15")]
public sealed class TftpSlowClientTests
{
    private const int Blocks = 3000;

    private TftpRig _rig = new();

    [Theory]
    [InlineData(300, 16, 100)]
    [InlineData(60, 8, 100)]
    [InlineData(3000, 128, 184)]
    public void A_phone_that_writes_flash_every_so_many_blocks_is_not_sent_those_blocks_over_and_over(int milliseconds, int every, int most)
    {
        Assert.InRange(Download(block => block % every == 0 ? milliseconds : 0.3), 0, most);
    }

    [Fact]
    public void A_millisecond_more_on_a_round_trip_that_never_varies_is_no_loss()
    {
        Assert.Equal(Download(block => block == 1 ? 300 : 300), Download(block => block > 200 && block % 20 == 0 ? 301 : 300));
    }

    [Fact]
    [Trait("Checklist", "T11")]
    public void A_client_that_acknowledges_every_block_of_a_window_is_not_sent_the_window_each_time()
    {
        _rig.Add("a", 512 * 1000);
        int port = Assert.Single(_rig.Read("a", "windowsize", "64")).Port;
        _rig.Now += TimeSpan.FromMilliseconds(1);
        _rig.Ack(0, port);
        _rig.Now += TimeSpan.FromMilliseconds(1);
        for (int block = 1; block <= 1001; block++)
        {
            _rig.Now += TimeSpan.FromMilliseconds(0.01);
            _rig.Ack(block, port);
        }

        Assert.InRange(_rig.Sent.Count(p => p.Opcode == 3), 1001, 3 * 1001);
        Assert.Contains(_rig.Events, e => e.Kind == TftpEventKind.Completed);
    }

    [Fact]
    [Trait("Checklist", "T17")]
    public void A_client_that_never_answered_and_asked_for_nothing_more_has_not_probably_completed()
    {
        _rig.Add("a", 100);
        _rig.Read("a");
        _rig.Wait(TimeSpan.FromMinutes(2));

        Assert.Equal(TftpEventKind.Failed, _rig.Events[^1].Kind);
    }

    [Fact]
    [Trait("Checklist", "T17")]
    public void A_client_that_fell_silent_before_the_last_block_has_not_probably_completed()
    {
        _rig.Add("a", 1300);
        int port = Assert.Single(_rig.Read("a")).Port;
        _rig.Ack(1, port);
        _rig.Wait(TimeSpan.FromMinutes(2));

        Assert.Equal(TftpEventKind.Failed, _rig.Events[^1].Kind);
    }

    [Theory]
    [Trait("Checklist", "T10")]
    [InlineData(1, 25)]
    [InlineData(10, 2)]
    [InlineData(255, 2)]
    public void A_client_that_fixed_the_wait_is_waited_for_as_long_as_any_phone_is_deaf(int seconds, int retransmissions)
    {
        _rig.Add("a", 5000);
        int port = Assert.Single(_rig.Read("a", "timeout", $"{seconds}")).Port;
        _rig.Ack(0, port);

        Assert.Equal(retransmissions, _rig.Wait(TimeSpan.FromSeconds(30 + (4 * seconds))).Count(p => p.IsData(1)));
        Assert.Equal(0, _rig.Active);
    }

    /// <summary>Fetches a file of so many blocks, each acknowledged twice if it came twice; returns how many were sent again.</summary>
    private int Download(Func<int, double> milliseconds)
    {
        _rig = new TftpRig();
        _rig.Add("a", 512 * Blocks);
        int port = Assert.Single(_rig.Read("a")).Port;
        for (int block = 1; block <= Blocks; block++)
        {
            int copies = _rig.Wait(TimeSpan.FromMilliseconds(milliseconds(block))).Count;
            for (int i = 0; i <= copies; i++)
            {
                _rig.Ack(block, port);
            }
        }

        return _rig.Progress.Single().Retransmissions;
    }
}
