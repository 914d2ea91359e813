using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using FsCheck.Xunit;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Hosting;

/// <summary>Leases across the end of a process.</summary>
public sealed class LeaseJournalTests : IDisposable
{
    private static readonly DateTime Today = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(500);

    private readonly string _folder = Directory.CreateTempSubdirectory("dhcp-journal-").FullName;

    private string JournalPath => Path.Combine(_folder, "deeper", "leases.journal");

    [Fact]
    public void A_lease_that_was_written_is_there_again_on_a_clock_that_began_anew()
    {
        using (LeaseJournal journal = Open(out _))
        {
            journal.Append(LeaseOf(1, 3600), Now);
            journal.Append(LeaseOf(2, 60) with { ClientId = null }, Now);
        }

        using LeaseJournal again = LeaseJournal.Open(JournalPath, TimeSpan.Zero, () => Today.AddMinutes(10), out IReadOnlyList<Lease> leases);
        Assert.Null(again.Damage);
        Assert.Equal(new[] { "10.1.1.11", "10.1.1.12" }, leases.Select(lease => lease.Address.ToString()));
        Assert.Equal(TimeSpan.FromMinutes(50), leases[0].ExpiresAt);
        Assert.Equal(TimeSpan.FromMinutes(-9), leases[1].ExpiresAt);
        Assert.Equal(new byte[] { 1, 2, 3 }, leases[0].ClientId);
        Assert.Null(leases[1].ClientId);
        Assert.Equal(LeaseOf(1, 0).Mac, leases[0].Mac);
    }

    [Fact]
    public void An_infinite_lease_stays_infinite()
    {
        using (LeaseJournal journal = Open(out _))
            journal.Append(LeaseOf(1, 0) with { ExpiresAt = TimeSpan.MaxValue }, Now);
        using LeaseJournal again = Open(out IReadOnlyList<Lease> leases);
        Assert.Equal(TimeSpan.MaxValue, Assert.Single(leases).ExpiresAt);
    }

    [Fact]
    public void A_line_is_with_the_system_when_Append_returns()
    {
        using LeaseJournal journal = Open(out _);
        journal.Append(LeaseOf(1, 60), Now);
        using var reader = new FileStream(JournalPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        string text = new StreamReader(reader).ReadToEnd();
        Assert.EndsWith("010203\n", text);
        Assert.Equal(2, text.Count(letter => letter == '\n'));
    }

    [Fact]
    public void Two_servers_on_one_journal_are_one_too_many()
    {
        using (LeaseJournal journal = Open(out _))
        {
            StationException error = Assert.Throws<JournalInUseException>(() => Open(out _));
            Assert.Contains(JournalPath, error.Message);
        }

        Open(out _).Dispose();
    }

    [Fact]
    public void A_journal_cut_at_any_octet_gives_the_whole_lines_and_says_so()
    {
        Fill(5);
        byte[] whole = File.ReadAllBytes(JournalPath);
        for (int length = 1; length < whole.Length; length++)
        {
            File.WriteAllBytes(JournalPath, whole[..length]);
            int lines = whole[..length].Count(octet => octet == '\n') - 1;
            using LeaseJournal journal = Open(out IReadOnlyList<Lease> leases);
            Assert.Equal(Math.Max(0, lines), leases.Count);
            Assert.Equal(whole[length - 1] != '\n', journal.Damage is not null);
        }
    }

    [Fact]
    public void A_damaged_line_ends_the_reading_the_file_is_kept_and_writing_goes_on()
    {
        Fill(5);
        byte[] content = File.ReadAllBytes(JournalPath);
        int third = Encoding.ASCII.GetString(content).IndexOf("10.1.1.13", StringComparison.Ordinal);
        content[third + 8] = (byte)'4';
        File.WriteAllBytes(JournalPath, content);

        using (LeaseJournal journal = Open(out IReadOnlyList<Lease> leases))
        {
            Assert.Equal(2, leases.Count);
            Assert.Contains("damaged at line 4", journal.Damage);
            Assert.Equal(content, File.ReadAllBytes(JournalPath + ".damaged"));
            journal.Append(LeaseOf(9, 60), Now);
        }

        using LeaseJournal again = Open(out IReadOnlyList<Lease> after);
        Assert.Null(again.Damage);
        Assert.Equal(new[] { "10.1.1.11", "10.1.1.12", "10.1.1.19" }, after.Select(lease => lease.Address.ToString()));
    }

    [Fact]
    public void A_file_that_is_no_journal_is_kept_aside()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(JournalPath)!);
        File.WriteAllText(JournalPath, "my dissertation");
        using LeaseJournal journal = Open(out IReadOnlyList<Lease> leases);
        Assert.Empty(leases);
        Assert.NotNull(journal.Damage);
        Assert.Equal("my dissertation", File.ReadAllText(JournalPath + ".damaged"));
    }

    [Fact]
    public void Compacting_keeps_the_leases_and_what_is_written_after()
    {
        using (LeaseJournal journal = Open(out _))
        {
            for (int i = 0; i < 50; i++)
                journal.Append(LeaseOf(1, i), Now);
            journal.Compact(new[] { LeaseOf(1, 49) }, Now);
            journal.Append(LeaseOf(2, 60), Now);
        }

        using LeaseJournal again = Open(out IReadOnlyList<Lease> leases);
        Assert.Equal(2, leases.Count);
        Assert.False(File.Exists(JournalPath + ".new"));
    }

    [Fact]
    public void A_path_that_cannot_be_written_is_said_to_be_so()
    {
        Directory.CreateDirectory(JournalPath);
        StationException error = Assert.Throws<StationException>(() => Open(out _));
        Assert.Contains(JournalPath, error.Message);
    }

    [Property(MaxTest = 300)]
    public void Any_octets_are_read_without_an_error(byte[] octets)
    {
        byte[] header = { 1, 2 };
        var reader = new LeaseJournalReader(header.Concat(octets ?? Array.Empty<byte>()).ToArray(), header, Now, Today);
        Assert.Equal(octets is { Length: > 0 }, reader.Damage is not null);
    }

    [Property(MaxTest = 300)]
    public void What_is_written_is_read_back(byte[] identifier, uint address, long seconds)
    {
        var lease = new Lease(new PhysicalAddress(new byte[] { 0, 27, 212, 0, 0, 1 }), Ipv4.ToAddress(address), TimeSpan.Zero, identifier);
        DateTime end = Today.AddSeconds(seconds % 1_000_000_000);
        byte[] line = LeaseLine.Write(lease, end);
        Assert.True(LeaseLine.TryRead(line, 0, line.Length - 1, out Lease? read, out DateTime? readEnd));
        Assert.Equal(lease.Address, read!.Address);
        Assert.Equal(end, readEnd);
        Assert.Equal(identifier is { Length: > 0 } ? identifier : null, read.ClientId);
    }

    [Fact]
    public void A_client_that_has_an_identifier_and_no_hardware_address_is_read_back()
    {
        var lease = new Lease(PhysicalAddress.None, IPAddress.Parse("10.1.1.10"), TimeSpan.Zero, new byte[] { 255, 1, 2, 3 });
        byte[] line = LeaseLine.Write(lease, Today);
        Assert.True(LeaseLine.TryRead(line, 0, line.Length - 1, out Lease? read, out _));
        Assert.Equal(PhysicalAddress.None, read!.Mac);
        Assert.Equal(lease.ClientId, read.ClientId);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Lease LeaseOf(int number, double seconds) => new(
        new PhysicalAddress(new byte[] { 0, 27, 212, 0, 0, (byte)number }),
        IPAddress.Parse($"10.1.1.{10 + number}"),
        Now + TimeSpan.FromSeconds(seconds),
        new byte[] { 1, 2, 3 });

    private LeaseJournal Open(out IReadOnlyList<Lease> leases) => LeaseJournal.Open(JournalPath, Now, () => Today, out leases);

    private void Fill(int leases)
    {
        using LeaseJournal journal = Open(out _);
        for (int i = 1; i <= leases; i++)
            journal.Append(LeaseOf(i, 60), Now);
    }
}
