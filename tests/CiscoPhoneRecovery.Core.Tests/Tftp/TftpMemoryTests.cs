using System;
using System.Linq;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Tftp;

/// <summary>What a day of transfers leaves behind.</summary>
[Trait("Area", "TFTP")]
public sealed class TftpMemoryTests
{
    private const int Transfers = 4_000;

    [Fact]
    public void Transfers_that_have_ended_leave_nothing_in_server_and_phones()
    {
        var rig = new TftpRig();
        rig.Add("term42.default.loads", 600);
        rig.Add("jar42sccp.8-5-2TH1-9.sbn", 300);
        var phones = new PhoneTracker(_ => null, DateTimeOffset.UnixEpoch, _ => { });
        Play(rig, phones, Transfers);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Play(rig, phones, 5 * Transfers);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.InRange(grown, long.MinValue, 200_000); // twelve bytes a transfer
        GC.KeepAlive(rig);
        GC.KeepAlive(phones);
    }

    private static void Play(TftpRig rig, PhoneTracker phones, int transfers)
    {
        for (int i = 0; i < transfers; i++)
        {
            var client = new TftpPeer(0x0A010110u + (uint)(i % 245), (ushort)(49152 + (i % 3)));
            string file = i % 7 == 0 ? "missing" : i % 2 == 0 ? "term42.default.loads" : "jar42sccp.8-5-2TH1-9.sbn";
            SentPacket[] answer = rig.Request(TftpRig.Rrq(file, "octet"), client).ToArray();
            for (int block = 1; answer.Length > 0 && answer[^1].Opcode == 3 && i % 11 != 0; block++)
            {
                answer = rig.Ack(block, answer[^1].Port, client).ToArray();
            }

            rig.Wait(TimeSpan.FromMilliseconds(400));
            foreach (TftpEvent happening in rig.Events)
            {
                phones.Observe(happening, rig.Now);
            }

            phones.Tick(rig.Now);
            rig.Events.Clear();
            rig.Sent.Clear();
        }
    }
}
