using System;
using System.Linq;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Tftp;

/// <summary>
/// Clients that use one port for everything, as Cisco phones use 49152: whatever answers an old request must not pass for an answer to the
/// new one.
/// </summary>
[Trait("Area", "TFTP")]
public sealed class TftpOnePortClientTests
{
    private readonly TftpRig _rig = new();

    [Fact]
    [Trait("Checklist", "T01")]
    public void Each_clients_transfers_alternate_however_many_ask_in_between()
    {
        _rig.Add("a", 600);
        TftpPeer[] clients = { new(7, 49152), new(7, 49153), new(8, 49152) };
        foreach (TftpPeer client in clients.Concat(clients.Reverse()))
        {
            int first = Fetch(client);
            _rig.Wait(TimeSpan.FromMinutes(1)); // whatever lingered is forgotten
            int second = Fetch(client);
            _rig.Now += TimeSpan.FromSeconds(1);
            Assert.NotEqual(first, second);
        }

        TftpPeer[] others = { new(9, 49152), new(10, 49152) };
        int[] before = others.Select(Fetch).ToArray();
        _rig.Now += TimeSpan.FromSeconds(1);
        Assert.All(others.Zip(before), pair => Assert.NotEqual(pair.Second, Fetch(pair.First)));
    }

    [Theory]
    [Trait("Checklist", "T20")]
    [InlineData(0)]
    [InlineData(1)]
    public void Asking_for_A_then_B_then_A_again_brings_A_and_silences_B(int before)
    {
        _rig.Add("a", 5000);
        _rig.Add("b", 6000);
        _rig.Add("earlier", 5);
        for (int i = 0; i < before; i++)
        {
            _rig.Download("earlier");
            _rig.Now += TimeSpan.FromSeconds(1);
        }

        int a = Assert.Single(_rig.Read("a")).Port;
        _rig.Now += TimeSpan.FromMilliseconds(50);
        int b = Assert.Single(_rig.Read("b")).Port;
        _rig.Now += TimeSpan.FromMilliseconds(30);
        Assert.True(Assert.Single(_rig.Read("a")).IsData(1));

        var later = _rig.Wait(TimeSpan.FromSeconds(3));
        Assert.Contains(later, p => p.Port == a && p.IsData(1));
        Assert.DoesNotContain(later, p => p.Port == b);
    }

    [Fact]
    [Trait("Checklist", "T21")]
    public void An_ERROR_for_a_missing_file_never_comes_from_a_port_that_serves_the_client()
    {
        _rig.Add("a", 5000);
        foreach (uint host in new uint[] { 1, 2, 3, 4 })
        {
            var phone = new TftpPeer(host, 49152);
            int port = Assert.Single(_rig.Request(TftpRig.Rrq("a", "octet"), phone)).Port;
            _rig.Ack(1, port, phone);

            SentPacket error = Assert.Single(_rig.Request(TftpRig.Rrq("CTLSEP001122334455.tlv", "octet"), phone));
            Assert.True(error.IsError(1));
            Assert.NotEqual(port, error.Port);
        }
    }

    [Fact]
    [Trait("Checklist", "T21")]
    public void A_copy_of_a_request_for_a_missing_file_is_not_answered_again_but_a_new_request_is()
    {
        Assert.Single(_rig.Read("CTLSEP"));
        _rig.Now += TimeSpan.FromMilliseconds(5);
        Assert.Empty(_rig.Read("CTLSEP"));
        Assert.Single(_rig.Read("ITLSEP"));
        Assert.Single(_rig.Read("CTLSEP"));
        _rig.Now += TimeSpan.FromSeconds(1);
        Assert.Single(_rig.Read("CTLSEP"));
    }

    [Fact]
    [Trait("Checklist", "T19")]
    public void A_client_that_gives_up_and_asks_again_at_once_is_answered()
    {
        _rig.Add("a", 5000);
        int port = Assert.Single(_rig.Read("a")).Port;
        _rig.Ack(1, port);
        _rig.Send(TftpRig.Packet(5, 0), port);

        Assert.True(Assert.Single(_rig.Read("a")).IsData(1));
    }

    [Fact]
    [Trait("Checklist", "T19")]
    public void A_client_whose_file_changed_asks_again_at_once_and_is_answered()
    {
        TestFile file = _rig.Add("a", 5000);
        int port = Assert.Single(_rig.Read("a")).Port;
        _rig.Ack(1, port);
        file.Changed = true;
        Assert.True(Assert.Single(_rig.Ack(2, port)).IsError(0));
        _rig.Add("a", 6000);

        Assert.True(Assert.Single(_rig.Read("a")).IsData(1));
    }

    [Fact]
    [Trait("Checklist", "T19")]
    public void A_phone_that_reads_its_manifest_again_after_a_moment_is_answered()
    {
        _rig.Add("term06.default.loads", 600);
        _rig.Download("term06.default.loads");
        _rig.Now += TimeSpan.FromMilliseconds(60);

        Assert.True(Assert.Single(_rig.Read("term06.default.loads")).IsData(1));
    }

    [Fact]
    [Trait("Checklist", "T19")]
    public void A_copy_is_known_by_the_last_ACK_however_long_ago_the_transfer_began()
    {
        _rig.Add("a", 50_000);
        int port = Assert.Single(_rig.Read("a")).Port;
        for (int block = 1; block <= 20; block++)
        {
            _rig.Now += TimeSpan.FromMilliseconds(30);
            _rig.Ack(block, port);
        }

        _rig.Now += TimeSpan.FromMilliseconds(5);
        Assert.Empty(_rig.Read("a"));
    }

    [Fact]
    [Trait("Checklist", "T20")]
    public void A_late_ACK_that_repeats_an_old_one_does_not_set_the_old_transfer_going_again()
    {
        _rig.Add("a", 5000);
        _rig.Add("term", 6000);
        int old = Assert.Single(_rig.Read("a")).Port;
        _rig.Ack(1, old);
        _rig.Now += TimeSpan.FromMilliseconds(200);
        int port = Assert.Single(_rig.Read("term")).Port;

        Assert.Empty(_rig.Ack(1, old));
        Assert.Empty(_rig.Ack(9, old));
        Assert.DoesNotContain(Read(port, blocks: 11), p => p.Port == old);
    }

    [Fact]
    [Trait("Checklist", "T20")]
    public void A_late_ACK_of_a_new_block_brings_two_packets_of_the_old_transfer_at_most()
    {
        _rig.Add("a", 5000);
        _rig.Add("term", 6000);
        int old = Assert.Single(_rig.Read("a")).Port;
        _rig.Ack(1, old);
        int port = Assert.Single(_rig.Read("term")).Port;

        Assert.True(Assert.Single(_rig.Ack(2, old)).IsData(3));
        Assert.InRange(Read(port, blocks: 11).Count(p => p.Port == old), 0, 1);
        Assert.Contains(_rig.Events, e => e is { Kind: TftpEventKind.Failed, File: "a" });
    }

    private int Fetch(TftpPeer client)
    {
        int port = Assert.Single(_rig.Request(TftpRig.Rrq("a", "octet"), client)).Port;
        _rig.Ack(1, port, client);
        _rig.Ack(2, port, client);
        return port;
    }

    /// <summary>Acknowledges so many blocks and lets half a minute pass; what was sent meanwhile on the clock's account.</summary>
    private System.Collections.Generic.IEnumerable<SentPacket> Read(int port, int blocks)
    {
        var sent = new System.Collections.Generic.List<SentPacket>();
        for (int block = 1; block <= blocks; block++)
        {
            sent.AddRange(_rig.Wait(TimeSpan.FromMilliseconds(5)));
            _rig.Ack(block, port);
        }

        sent.AddRange(_rig.Wait(TimeSpan.FromSeconds(30)));
        return sent;
    }
}
