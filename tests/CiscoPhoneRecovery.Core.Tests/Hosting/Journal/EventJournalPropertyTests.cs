using System;
using System.IO;
using System.Linq;
using CiscoPhoneRecovery.Core.Tests.Phones;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Phones;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Hosting.Journal;

/// <summary>Whatever the file holds, reading it gives phones and counts.</summary>
public sealed class EventJournalPropertyTests
{
    private static readonly byte[] Good = MakeGood();

    [Property(MaxTest = 500)]
    public void Any_octets_are_read_to_the_end(byte[] content)
    {
        EventJournalReader reader = EventJournalReader.Read(new MemoryStream(content ?? []));
        Assert.Equal((content ?? []).Count(c => c == '\n'), reader.Lines + reader.DamagedLines);
    }

    [Property(MaxTest = 3000)]
    public void A_good_journal_with_damage_anywhere_is_read_to_the_end_and_its_phones_are_phones(int at, byte value, int at2, byte value2, int cut)
    {
        byte[] content = Good.ToArray();
        content[Place(at, content.Length)] = value;
        content[Place(at2, content.Length)] = value2;
        content = content.Take(content.Length - Place(cut, 20)).ToArray();
        CheckTotal(content);
    }

    [Fact]
    public void Every_single_octet_of_a_good_journal_may_be_any_of_the_ones_that_mean_something_in_JSON()
    {
        foreach (byte value in "\"{}[]:,\\\n0-9eE.ut\0\x80\xff"u8.ToArray().Append((byte)0xFF))
        {
            for (int at = 0; at < Good.Length; at += 11)
            {
                byte[] content = Good.ToArray();
                content[at] = value;
                CheckTotal(content);
            }
        }
    }

    [Fact]
    public void A_journal_cut_anywhere_keeps_its_whole_lines()
    {
        for (int length = 0; length <= Good.Length; length++)
        {
            EventJournalReader reader = EventJournalReader.Read(new MemoryStream(Good, 0, length));
            Assert.Equal((Good.Take(length).Count(c => c == '\n'), 0), (reader.Lines, reader.DamagedLines));
        }
    }

    [Theory]
    [InlineData("{\"time\":\"2026-03-01T12:00:00.000Z\",\"source\":\"phone\",\"kind\":\"Seen\",\"phone\":{\"mac\":\"0\"}}")]
    [InlineData("{\"time\":\"2026-03-01T12:00:00.000Z\",\"source\":\"phone\",\"kind\":\"Seen\"}")]
    [InlineData("{\"time\":\"yesterday\",\"source\":\"station\",\"kind\":\"Started\"}")]
    [InlineData("{\"time\":\"2026-03-01T12:00:00.000Z\",\"source\":null,\"kind\":\"Started\"}")]
    [InlineData("{\"time\":\"2026-03-01T12:00:00.000Z\",\"source\":\"tftp\",\"kind\":\"Completed\",\"port\":99999999999}")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}")]
    [InlineData("[1,2,3]")]
    [InlineData("")]
    public void What_is_no_line_of_ours_is_counted_as_damaged(string line)
    {
        EventJournalReader reader = EventJournalReader.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(line + "\n")));
        Assert.Equal((0, 1), (reader.Lines, reader.DamagedLines));
    }

    /// <summary>Reading ends, every phone can be shown, and a tracker can go on with it.</summary>
    private static void CheckTotal(byte[] content)
    {
        EventJournalReader reader = EventJournalReader.Read(new MemoryStream(content));
        Assert.All(reader.Phones, phone => Assert.InRange(phone.PercentComplete, 0, 100));
        var tracker = new PhoneTracker(_ => null, DateTimeOffset.Now, _ => { });
        tracker.Restore(reader.Phones, TimeSpan.FromSeconds(1));
        tracker.Tick(TimeSpan.FromSeconds(2));
        Assert.All(tracker.Snapshot(TimeSpan.FromSeconds(3)), phone => Assert.True(phone.FirstSeen <= phone.LastSeen));
    }

    private static int Place(int any, int bound) => (int)((uint)any % (uint)bound);

    private static byte[] MakeGood()
    {
        var wire = new PhoneScript();
        wire.Discover().Ack().ReadsManifest().ReadsAllImages().Wait(60).Ack().Misses("CTLSEP001B54AABB01.tlv");
        using var content = new MemoryStream();
        foreach (JournalLine line in wire.Changes.Select(phone => JournalLine.Of(DateTimeOffset.UnixEpoch, phone)).TakeLast(3)
            .Append(JournalLine.Of(DateTimeOffset.UnixEpoch, new DhcpEvent(DhcpEventKind.Discovered, PhoneScript.Mac, HostName: "SEP\u00e4\ud83d\ude00"))))
        {
            content.Write(line.ToBytes());
        }

        return content.ToArray();
    }
}
