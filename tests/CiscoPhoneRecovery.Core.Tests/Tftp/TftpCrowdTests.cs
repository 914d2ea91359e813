using System;
using System.Linq;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Tftp;

/// <summary>More requests than places, over both ports.</summary>
[Trait("Area", "TFTP")]
[Trait("Checklist", "T27")]
public sealed class TftpCrowdTests
{
    [Fact]
    public void In_a_flood_the_oldest_of_all_ports_makes_way_and_no_phone_that_answers()
    {
        var rig = new TftpRig(new TftpSettings { MaxTransfers = 50 });
        rig.Add("a", 5000);
        uint flooder = 0x0A020000;
        for (int i = 0; i < 1000; i++)
        {
            rig.Request(TftpRig.Rrq("a", "octet"), new TftpPeer(flooder++, 1000));
            rig.Now += TimeSpan.FromTicks(1);
        }

        for (uint n = 0; n < 20; n++)
        {
            var phone = new TftpPeer(0x0A010100 + n, 49152);
            SentPacket data = Assert.Single(rig.Request(TftpRig.Rrq("a", "octet"), phone));
            rig.Request(TftpRig.Rrq("a", "octet"), new TftpPeer(flooder++, 1000));
            rig.Request(TftpRig.Rrq("a", "octet"), new TftpPeer(flooder++, 1000));
            rig.Now += TimeSpan.FromTicks(1);

            Assert.True(Assert.Single(rig.Ack(1, data.Port, phone)).IsData(2));
        }
    }

    [Fact]
    public void Who_had_to_make_way_and_answers_after_all_is_told_why_and_once()
    {
        var rig = new TftpRig(new TftpSettings { MaxTransfers = 2 });
        rig.Add("a", 5000);
        SentPacket data = Assert.Single(rig.Read("a"));
        rig.Now += TimeSpan.FromTicks(1);
        rig.Request(TftpRig.Rrq("a", "octet"), new TftpPeer(1, 1000));
        rig.Request(TftpRig.Rrq("a", "octet"), new TftpPeer(2, 1000));

        Assert.True(Assert.Single(rig.Ack(1, data.Port)).IsError(0));
        Assert.Empty(rig.Ack(1, data.Port));
    }

    [Fact]
    public void One_host_does_not_take_all_places()
    {
        var rig = new TftpRig();
        rig.Add("a", 5000);
        for (int i = 0; i < 1024; i++)
        {
            var client = new TftpPeer(0x0A0101F0, (ushort)(1024 + i));
            SentPacket answer = Assert.Single(rig.Request(TftpRig.Rrq("a", "octet", "timeout", "255"), client));
            Assert.Equal(i >= rig.Settings.MaxTransfersPerHost, answer.IsError(0));
            rig.Ack(0, answer.Port, client);
        }

        Assert.True(Assert.Single(rig.Read("a")).IsData(1));
        rig.Wait(TimeSpan.FromMinutes(15));
        Assert.Equal(0, rig.Active);
        Assert.False(rig.Request(TftpRig.Rrq("a", "octet"), new TftpPeer(0x0A0101F0, 9)).Single().IsError(0));
    }
}
