using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using CiscoPhoneRecovery.Core.Tests.Phones;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Hosting.Journal;

/// <summary>The event journal: what is written, what is read again, and what a bad disk does to it.</summary>
public sealed class EventJournalTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("event-journal-").FullName;
    private readonly ConcurrentQueue<string> _troubles = new();
    private readonly PhoneScript _wire = new();

    private string JournalPath => Path.Combine(_folder, "deeper", "events.jsonl");

    private IReadOnlyList<PhoneRecoveryStatus> Phones => _wire.Tracker.Snapshot(_wire.Now);

    [Fact]
    public void A_phone_comes_back_as_it_was_written()
    {
        _wire.Discover().Ack().ReadsManifest().Begins("jar42sccp.8-5-2TH1-9.sbn", 1_600_000, 787_000);
        using (EventJournal journal = Open())
        {
            journal.Write(JournalLine.Of(Noon, _wire.Phone));
        }

        PhoneRecoveryStatus read = Assert.Single(EventJournalReader.Read(JournalPath).Phones);
        AssertSame(_wire.Phone, read);
    }

    [Fact]
    public void A_line_is_one_JSON_object_with_its_time_kind_and_typed_fields()
    {
        using (EventJournal journal = Open())
        {
            journal.Write(JournalLine.Of(Noon, "station", "Started", "DHCP on \"10.1.1.2\"\nport 67"));
            journal.Write(JournalLine.Of(Noon, new DhcpEvent(DhcpEventKind.Acknowledged, PhoneScript.Mac, IPAddress.Parse("10.1.1.10"), "Cisco", "SEP001B54AABB01")));
            TftpPeer peer = TftpPeer.From(new IPEndPoint(IPAddress.Parse("10.1.1.10"), 49152));
            journal.Write(JournalLine.Of(Noon, new TftpEvent(TftpEventKind.Completed, peer, "term42.default.loads", 7, 674, 674, 2, TimeSpan.FromMilliseconds(1234))));
        }

        JsonNode[] lines = File.ReadAllLines(JournalPath).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Equal("2026-03-01T12:00:00.000Z", (string?)line["time"]));
        Assert.Equal(new[] { "station", "dhcp", "tftp" }, lines.Select(line => (string?)line["source"]));
        Assert.Equal("DHCP on \"10.1.1.2\"\nport 67", (string?)lines[0]["detail"]);
        Assert.Equal("001B54AABB01", (string?)lines[1]["mac"]);
        Assert.Equal("10.1.1.10", (string?)lines[1]["ip"]);
        Assert.Equal(674, (long)lines[2]["bytes"]!);
        Assert.Equal(1.234, (double)lines[2]["seconds"]!);
        Assert.Equal(2, (int)lines[2]["retransmissions"]!);
        Assert.Equal(3, EventJournalReader.Read(JournalPath).Lines);
    }

    [Fact]
    public void A_reader_may_look_while_a_station_writes()
    {
        _wire.Discover();
        using EventJournal journal = Open();
        journal.Write(JournalLine.Of(Noon, _wire.Phone));
        Assert.True(SpinWait.SpinUntil(() => EventJournalReader.Read(JournalPath).Phones.Count == 1, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Two_stations_on_one_journal_are_one_too_many()
    {
        using (Open())
        {
            Assert.Throws<JournalInUseException>(() => Open());
        }

        Open().Dispose();
    }

    [Fact]
    public void A_torn_last_line_is_cut_off_by_the_next_station_and_passed_over_by_a_reader()
    {
        WritePhone();
        byte[] whole = File.ReadAllBytes(JournalPath);
        File.WriteAllBytes(JournalPath, whole.Concat(whole.Take(100)).ToArray());
        EventJournalReader torn = EventJournalReader.Read(JournalPath);
        Assert.Equal((1, 0), (torn.Phones.Count, torn.DamagedLines));

        Open().Dispose();
        Assert.Equal(whole, File.ReadAllBytes(JournalPath));
    }

    [Fact]
    public void Damage_in_the_middle_costs_its_own_line_and_is_counted()
    {
        WritePhone();
        byte[] line = File.ReadAllBytes(JournalPath);
        byte[] damaged = line.ToArray();
        damaged[damaged.Length / 2] = 0;
        byte[] endless = Enumerable.Repeat((byte)'x', 200_000).Append((byte)'\n').ToArray();
        File.WriteAllBytes(JournalPath, damaged.Concat(endless).Concat(line).ToArray());

        EventJournalReader reader = EventJournalReader.Read(JournalPath);
        Assert.Equal((1, 1, 2), (reader.Phones.Count, reader.Lines, reader.DamagedLines));
    }

    [Fact]
    public void A_full_file_begins_anew_with_the_phones_and_never_takes_more_than_twice_its_bound()
    {
        _wire.Discover().Ack().ReadsManifest().ReadsAllImages();
        using (EventJournal journal = Open(mostBytes: 20_000))
        {
            journal.Write(JournalLine.Of(Noon, _wire.Phone));
            for (int i = 0; i < 3000; i++)
            {
                journal.Write(JournalLine.Of(Noon, "station", "Noise", new string('n', 100)));
                if (i % 100 == 99)
                {
                    Thread.Sleep(2);
                }
            }
        }

        Assert.Equal(new[] { "events.jsonl", "events.jsonl.1", "events.jsonl.lock" }, Directory.GetFiles(Path.GetDirectoryName(JournalPath)!).Select(Path.GetFileName).Order());
        Assert.True(new FileInfo(JournalPath).Length < 20_000 + 262_144, "one batch more than the bound at most");
        AssertSame(_wire.Phone, Assert.Single(EventJournalReader.Read(JournalPath).Phones));

        // Cut off between the two moves of a rotation, the former file is all there is.
        File.Delete(JournalPath);
        Assert.NotNull(EventJournalReader.Read(JournalPath));
    }

    [Fact]
    public void A_full_disk_holds_nobody_up_is_told_once_and_costs_no_phone()
    {
        _wire.Discover().Ack().ReadsManifest();
        var disk = new FillingDisk();
        using (var journal = new EventJournal(JournalPath, () => Phones, () => Noon, _troubles.Enqueue, EventJournal.MostBytes, disk.Open))
        {
            disk.IsFull = true;
            for (int i = 0; i < 200; i++)
            {
                journal.Write(JournalLine.Of(Noon, _wire.Phone));
                Thread.Sleep(1);
            }

            Assert.True(SpinWait.SpinUntil(() => _troubles.Count == 1, TimeSpan.FromSeconds(5)));
            disk.IsFull = false;
            Assert.True(SpinWait.SpinUntil(() => _troubles.Count == 2, TimeSpan.FromSeconds(10)), string.Join("\n", _troubles));
        }

        Assert.Contains("cannot be written", _troubles.First());
        Assert.Contains("written again", _troubles.Last());
        EventJournalReader reader = EventJournalReader.Read(JournalPath);
        Assert.Equal(0, reader.DamagedLines);
        AssertSame(_wire.Phone, Assert.Single(reader.Phones));
        Assert.Contains(File.ReadLines(JournalPath), line => line.Contains("LinesLost"));
    }

    [Fact]
    public void A_line_that_was_kept_back_is_counted_and_the_phones_are_written_anew()
    {
        _wire.Discover();
        using (EventJournal journal = Open())
        {
            journal.Lose(3);
        }

        JsonNode[] lines = File.ReadAllLines(JournalPath).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(3, (int)lines[0]["count"]!);
        Assert.Equal("phone", (string?)lines[1]["source"]);
    }

    [Fact]
    public void A_flood_gets_no_more_lines_than_the_budget_has()
    {
        var budget = new LineBudget();
        Assert.Equal(10_000, Enumerable.Range(0, 50_000).Count(_ => budget.Take(TimeSpan.FromSeconds(1))));
        Assert.Equal(500, Enumerable.Range(0, 50_000).Count(_ => budget.Take(TimeSpan.FromSeconds(2))));
    }

    [Fact]
    public void A_lease_journal_leads_to_the_event_journal_beside_it()
    {
        WritePhone();
        string leases = Path.Combine(_folder, "leases.journal");
        File.WriteAllText(leases, "CiscoPhoneRecovery leases 1\n");
        File.Copy(JournalPath, EventJournalPath.Beside(leases));
        Assert.Single(EventJournalReader.Read(leases).Phones);
    }

    [Fact]
    public void A_phone_known_by_its_address_alone_is_the_one_whose_MAC_is_told_later()
    {
        using (EventJournal journal = Open())
        {
            _wire.ReadsManifest();
            journal.Write(JournalLine.Of(Noon, _wire.Phone));
            _wire.Ack();
            journal.Write(JournalLine.Of(Noon, _wire.Phone));
        }

        Assert.Equal("SEP001B54AABB01", Assert.Single(EventJournalReader.Read(JournalPath).Phones).Name);
    }

    [Fact]
    public void A_journal_that_is_not_there_is_an_error_that_names_it()
    {
        StationException error = Assert.Throws<StationException>(() => EventJournalReader.Read(JournalPath));
        Assert.Contains(JournalPath, error.Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertSame(PhoneRecoveryStatus expected, PhoneRecoveryStatus actual) =>
        Assert.Equal(Text(expected), Text(actual));

    private static string Text(PhoneRecoveryStatus phone) => Encoding.UTF8.GetString(JournalLine.Of(Noon, phone).ToBytes()!);

    private void WritePhone()
    {
        _wire.Discover().Ack();
        using EventJournal journal = Open();
        journal.Write(JournalLine.Of(Noon, _wire.Phone));
    }

    private EventJournal Open(long mostBytes = EventJournal.MostBytes) => new(JournalPath, () => Phones, () => Noon, _troubles.Enqueue, mostBytes);

    /// <summary>A disk that can be full: half of what is written arrives, then it says so.</summary>
    private sealed class FillingDisk
    {
        public volatile bool IsFull;

        public Stream Open(string path, FileMode mode) => new File(this, path, mode);

        private sealed class File : FileStream
        {
            private readonly FillingDisk _disk;

            public File(FillingDisk disk, string path, FileMode mode)
                : base(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite, 1) => _disk = disk;

            public override void Write(byte[] array, int offset, int count)
            {
                if (!_disk.IsFull)
                {
                    base.Write(array, offset, count);
                    return;
                }

                base.Write(array, offset, count / 2);
                throw new IOException("No space left on device");
            }
        }
    }
}
