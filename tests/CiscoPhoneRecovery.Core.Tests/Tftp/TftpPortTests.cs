using System;
using System.Collections.Generic;
using System.Linq;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Tftp;

[Trait("Area", "TFTP")]
public sealed class TftpPortTests
{
    private readonly TftpRig _rig = new();

    [Fact]
    [Trait("Checklist", "T01")]
    public void A_clients_next_transfer_comes_from_another_port()
    {
        _rig.Add("a", 600);
        _rig.Add("b", 600);
        _rig.Download("a");
        int first = _rig.Sent[^1].Port;
        _rig.Download("b");

        Assert.NotEqual(first, _rig.Sent[^1].Port);
    }

    [Fact]
    [Trait("Checklist", "T18")]
    public void A_stranger_is_told_so_and_the_transfer_lives()
    {
        _rig.Add("a", 5000);
        int port = Assert.Single(_rig.Read("a")).Port;

        SentPacket answer = Assert.Single(_rig.Ack(1, port, TftpRig.Stranger));
        Assert.True(answer.IsError(5));
        Assert.Equal(TftpRig.Stranger, answer.To);
        Assert.True(Assert.Single(_rig.Ack(1, port)).IsData(2));
    }

    [Fact]
    [Trait("Checklist", "T18")]
    public void The_same_host_from_another_port_is_a_stranger()
    {
        _rig.Add("a", 5000);
        int port = Assert.Single(_rig.Read("a")).Port;

        Assert.True(Assert.Single(_rig.Ack(1, port, new TftpPeer(TftpRig.Phone.Address, 49153))).IsError(5));
    }

    [Fact]
    public void A_late_ACK_of_an_ended_transfer_earns_no_ERROR_and_leaves_the_next_alone()
    {
        _rig.Add("a", 600);
        _rig.Add("b", 5000);
        _rig.Download("a");
        int former = _rig.Sent[^1].Port;
        int port = Assert.Single(_rig.Read("b")).Port;

        Assert.Empty(_rig.Ack(2, former));
        Assert.Empty(_rig.Ack(1, former));
        Assert.True(Assert.Single(_rig.Ack(1, port)).IsData(2));
    }

    [Fact]
    public void An_ended_transfer_is_forgotten_in_the_end()
    {
        _rig.Add("a", 600);
        _rig.Download("a");
        int port = _rig.Sent[^1].Port;
        _rig.Wait(_rig.Settings.Linger);

        Assert.True(Assert.Single(_rig.Ack(2, port)).IsError(5));
        Assert.Null(_rig.NextDeadline);
    }

    [Fact]
    [Trait("Checklist", "T19")]
    public void A_request_that_comes_twice_at_once_is_one_transfer()
    {
        _rig.Add("a", 5000);
        int port = Assert.Single(_rig.Read("a")).Port;

        Assert.Empty(_rig.Read("a"));
        Assert.Equal(1, _rig.Active);
        Assert.True(Assert.Single(_rig.Ack(1, port)).IsData(2));
    }

    [Theory]
    [Trait("Checklist", "T19")]
    [InlineData(600, "in the middle of a transfer")]
    [InlineData(400, "just after its end")]
    public void A_copy_of_a_request_that_the_network_delivers_late_begins_nothing(int length, string when)
    {
        _rig.Add("a", length);
        int port = Assert.Single(_rig.Read("a")).Port;
        _rig.Ack(1, port);
        int sent = _rig.Sent.Count;
        _rig.Now += TimeSpan.FromMilliseconds(5);

        Assert.True(_rig.Read("a").Count == 0, when);
        Assert.Equal(sent, _rig.Sent.Count);
        Assert.Single(_rig.Events, e => e.Kind == TftpEventKind.Started);
    }

    [Theory]
    [Trait("Checklist", "T19")]
    [InlineData]
    [InlineData("tsize", "0")]
    public void A_request_sent_again_gets_the_first_answer_again(params string[] options)
    {
        _rig.Add("a", 5000);
        SentPacket first = Assert.Single(_rig.Read("a", options));
        _rig.Now += TimeSpan.FromMilliseconds(50);

        SentPacket again = Assert.Single(_rig.Read("a", options));
        Assert.Equal(first.Bytes, again.Bytes);
        Assert.Equal(first.Port, again.Port);
        Assert.Equal(1, _rig.Active);
        Assert.Single(_rig.Events);
    }

    [Fact]
    [Trait("Checklist", "T20")]
    public void A_phone_that_rebooted_and_asks_from_another_port_is_served_and_the_old_transfer_times_out()
    {
        _rig.Add("a", 5000);
        int port = Assert.Single(_rig.Read("a")).Port;
        _rig.Ack(1, port);
        var rebooted = new TftpPeer(TftpRig.Phone.Address, 49200);

        SentPacket data = Assert.Single(_rig.Request(TftpRig.Rrq("a", "octet"), rebooted));
        Assert.True(data.IsData(1));
        Assert.NotEqual(port, data.Port);
        Assert.True(Assert.Single(_rig.Ack(1, data.Port, rebooted)).IsData(2));
        _rig.Wait(TimeSpan.FromMinutes(5));
        Assert.Equal(2, _rig.Events.Count(e => e.Kind == TftpEventKind.Failed));
    }

    [Fact]
    [Trait("Checklist", "T20")]
    public void A_phone_that_rebooted_and_asks_from_the_same_port_hears_nothing_more_of_the_old_transfer()
    {
        _rig.Add("a", 5000);
        _rig.Add("term", 600);
        int old = Assert.Single(_rig.Read("a")).Port;
        _rig.Ack(1, old);

        SentPacket data = Assert.Single(_rig.Read("term"));
        Assert.True(data.IsData(1));
        Assert.NotEqual(old, data.Port);
        Assert.Single(_rig.Ack(1, data.Port));
        _rig.Ack(2, data.Port);
        Assert.Empty(_rig.Wait(TimeSpan.FromMinutes(1)));
        Assert.Equal(0, _rig.Active);
        Assert.Contains(_rig.Events, e => e is { Kind: TftpEventKind.Failed, File: "a", Detail: "the client began anew" });
    }

    [Fact]
    [Trait("Checklist", "T20")]
    public void A_request_delayed_by_the_network_does_not_end_the_transfer_under_way()
    {
        _rig.Add("a", 5000);
        _rig.Add("term", 600);
        int port = Assert.Single(_rig.Read("a")).Port;
        _rig.Ack(1, port);
        _rig.Read("term");

        Assert.True(Assert.Single(_rig.Ack(2, port)).IsData(3));
        Assert.Contains(_rig.Wait(TimeSpan.FromSeconds(1)), p => p.IsData(3) && p.Port == port);
    }

    [Fact]
    public void A_transfer_whose_last_ACK_was_lost_is_probably_complete_when_its_client_asks_on()
    {
        _rig.Add("a", 100);
        _rig.Add("b", 600);
        _rig.Add("c", 600);
        _rig.Read("a");
        _rig.Download("b");
        _rig.Download("c");

        Assert.Contains(_rig.Events, e => e is { Kind: TftpEventKind.ProbablyCompleted, File: "a" });
    }

    [Fact]
    [Trait("Checklist", "T21")]
    public void A_missing_file_is_ERROR_1_at_once_and_once()
    {
        SentPacket answer = Assert.Single(_rig.Read("CTLSEP001122334455.tlv"));

        Assert.True(answer.IsError(1));
        Assert.Equal(_rig.Now, answer.At);
        Assert.Empty(_rig.Wait(TimeSpan.FromMinutes(1)));
        Assert.Equal(TftpEventKind.NotFound, Assert.Single(_rig.Events).Kind);
        Assert.Equal("CTLSEP001122334455.tlv", _rig.Events[0].File);
    }

    [Fact]
    [Trait("Checklist", "T24")]
    public void A_forbidden_name_is_ERROR_2() => Assert.True(Assert.Single(_rig.Read("../../etc/passwd")).IsError(2));

    [Fact]
    [Trait("Checklist", "T26")]
    public void A_client_that_is_gone_ends_its_own_transfer_only()
    {
        _rig.Add("a", 300_000);
        _rig.Request(TftpRig.Rrq("a", "octet"), new TftpPeer(0x0A01010B, 49152));
        SentPacket data = Assert.Single(_rig.Read("a"));
        while (data.Data.Length == 512)
        {
            _rig.Wait(TimeSpan.FromMilliseconds(100));
            data = _rig.Ack(data.Number, data.Port).Last();
        }

        _rig.Ack(data.Number, data.Port);
        Assert.Contains(_rig.Events, e => e.Kind == TftpEventKind.Failed && e.Client.Address == 0x0A01010B);
        Assert.Contains(_rig.Events, e => e.Kind == TftpEventKind.Completed && e.Client.Equals(TftpRig.Phone));
    }

    [Fact]
    [Trait("Checklist", "T27")]
    public void Two_hundred_and_forty_five_transfers_of_one_file_do_not_disturb_each_other()
    {
        byte[] content = _rig.Add("a", 20_000).Content;
        TftpPeer[] phones = Enumerable.Range(10, 245).Select(i => new TftpPeer(0x0A010100u + (uint)i, 49152)).ToArray();
        Dictionary<TftpPeer, List<byte>> received = phones.ToDictionary(p => p, _ => new List<byte>());
        var wire = new Queue<SentPacket>(phones.SelectMany(p => _rig.Request(TftpRig.Rrq("a", "octet"), p)));
        while (wire.TryDequeue(out SentPacket? data))
        {
            received[data.To].AddRange(data.Data);
            foreach (SentPacket next in _rig.Ack(data.Number, data.Port, data.To))
            {
                wire.Enqueue(next);
            }
        }

        Assert.All(received.Values, r => Assert.Equal(content, r));
        Assert.Equal(245, _rig.Events.Count(e => e.Kind == TftpEventKind.Completed));
        Assert.Equal(0, _rig.Active);
    }

    [Fact]
    [Trait("Checklist", "T27")]
    public void Beyond_the_limit_a_request_gets_ERROR_0_and_the_others_go_on()
    {
        var rig = new TftpRig(new TftpSettings { MaxTransfers = 2 });
        rig.Add("a", 5000);
        TftpPeer[] phones = Enumerable.Range(1, 3).Select(i => new TftpPeer((uint)i, 49152)).ToArray();
        SentPacket[] data = phones.Take(2).Select(p => Assert.Single(rig.Request(TftpRig.Rrq("a", "octet"), p))).ToArray();
        Assert.All(data, d => Assert.Single(rig.Ack(1, d.Port, d.To)));

        Assert.True(Assert.Single(rig.Request(TftpRig.Rrq("a", "octet"), phones[2])).IsError(0));
        Assert.All(data, d => Assert.True(Assert.Single(rig.Ack(2, d.Port, d.To)).IsData(3)));
    }

    [Fact]
    [Trait("Checklist", "T27")]
    public void A_flood_of_requests_that_are_never_followed_up_leaves_room_for_a_phone()
    {
        var rig = new TftpRig(new TftpSettings { MaxTransfers = 50 });
        byte[] content = rig.Add("a", 5000).Content;
        for (int i = 0; i < 10_000; i++)
        {
            rig.Request(TftpRig.Rrq("a", "octet"), Flooder(i));
        }

        Assert.Equal(50, rig.Active);
        Assert.Equal(content, rig.Download("a"));
    }

    [Fact]
    [Trait("Checklist", "T27")]
    public void A_flood_leaves_a_phone_the_time_to_answer_whichever_port_serves_it()
    {
        var rig = new TftpRig(new TftpSettings { MaxTransfers = 50 });
        rig.Add("a", 600);
        int flood = 0;
        void Flood(int requests)
        {
            for (int i = 0; i < requests; i++)
            {
                rig.Now += TimeSpan.FromTicks(100);
                rig.Request(TftpRig.Rrq("a", "octet"), Flooder(flood++));
            }
        }

        Flood(1000);
        for (int i = 0; i < 4; i++)
        {
            SentPacket data = Assert.Single(rig.Read("a"));
            Flood(40);
            Assert.True(Assert.Single(rig.Ack(1, data.Port)).IsData(2), $"transfer {i} from port {data.Port}");
            rig.Ack(2, data.Port);
            rig.Now += TimeSpan.FromSeconds(1);
        }
    }

    [Fact]
    [Trait("Checklist", "T27")]
    public void A_flood_of_requests_costs_no_search_through_what_it_has_filled()
    {
        var rig = new TftpRig(new TftpSettings { MaxTransfers = 1000 });
        rig.Add("a", 5000);
        for (int i = 0; i < 20_000; i++)
        {
            rig.Request(TftpRig.Rrq("a", "octet"), Flooder(i));
            rig.Tick();
        }

        Assert.Equal(1000, rig.Active);
        Assert.InRange(rig.Visits, 19_000, 20_000);
    }

    [Fact]
    [Trait("Checklist", "T27")]
    public void A_flood_of_transfers_that_end_at_once_is_forgotten_but_for_the_last_of_it()
    {
        var rig = new TftpRig(new TftpSettings { MaxTransfers = 50 }, ports: 1);
        rig.Add("a", 100);
        for (int i = 0; i < 1000; i++)
        {
            SentPacket data = Assert.Single(rig.Request(TftpRig.Rrq("a", "octet"), Flooder(i)));
            Assert.Empty(rig.Ack(1, data.Port, Flooder(i)));
            rig.Tick();
        }

        Assert.Equal(1000, rig.Events.Count(e => e.Kind == TftpEventKind.Completed));
        Assert.All(Enumerable.Range(950, 50), i => Assert.Empty(rig.Ack(1, 0, Flooder(i))));
        Assert.All(Enumerable.Range(0, 950), i => Assert.True(Assert.Single(rig.Ack(1, 0, Flooder(i))).IsError(5)));
        Assert.Equal(0, rig.Visits);
        rig.Wait(rig.Settings.Linger);
        Assert.Null(rig.NextDeadline);
    }

    [Fact]
    public void The_oldest_that_never_answered_goes_first_and_one_that_answered_stays()
    {
        var rig = new TftpRig(new TftpSettings { MaxTransfers = 3 }, ports: 1);
        rig.Add("a", 5000);
        for (int i = 0; i < 3; i++)
        {
            rig.Request(TftpRig.Rrq("a", "octet"), Flooder(i));
        }

        rig.Ack(1, 0, Flooder(0));
        rig.Request(TftpRig.Rrq("a", "octet"), Flooder(3));
        Assert.True(Assert.Single(rig.Ack(1, 0, Flooder(1))).IsError(0));
        Assert.True(Assert.Single(rig.Ack(1, 0, Flooder(2))).IsData(2));
        Assert.True(Assert.Single(rig.Ack(2, 0, Flooder(0))).IsData(3));
    }

    [Fact]
    [Trait("Checklist", "T18")]
    public void A_stranger_at_port_0_cannot_be_told()
    {
        _rig.Add("a", 5000);
        int port = Assert.Single(_rig.Read("a")).Port;

        Assert.Empty(_rig.Ack(1, port, new TftpPeer(TftpRig.Stranger.Address, 0)));
    }

    [Fact]
    public void A_request_from_port_0_cannot_be_answered() =>
        Assert.Empty(_rig.Request(TftpRig.Rrq("a", "octet"), new TftpPeer(1, 0)));

    private static TftpPeer Flooder(int number) => new(0x0A020000u + (uint)(number / 200), (ushort)(number + 1));
}
