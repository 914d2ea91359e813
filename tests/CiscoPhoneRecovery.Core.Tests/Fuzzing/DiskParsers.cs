using System;
using System.IO;
using System.Linq;
using System.Runtime.Serialization;
using System.Text;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Hosting.Nic;
using CiscoPhoneRecovery.Phones;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Fuzzing;

/// <summary>Parsers of the product's own files, which anything may have happened to, and of what the ip program prints.</summary>
internal static class DiskParsers
{
    private static readonly byte[] JournalHeader = Encoding.ASCII.GetBytes("CiscoPhoneRecovery leases 1\n");
    private static readonly DateTime Today = new(2026, 3, 1, 8, 0, 0, DateTimeKind.Utc);

    public static void LeaseJournals(byte[] input)
    {
        var reader = new LeaseJournalReader(input, JournalHeader, TimeSpan.Zero, Today);
        Assert.True(input.Length == 0 || reader.Damage is not null || reader.Leases.Count == input.Count(b => b == '\n') - 1);
        foreach (Lease lease in reader.Leases.Where(l => l.ClientId is not { Length: > 1500 }))
        {
            DateTime? end = lease.ExpiresAt == TimeSpan.MaxValue ? null : Today + lease.ExpiresAt;
            byte[] line = LeaseLine.Write(lease, end);
            Assert.True(LeaseLine.TryRead(line, 0, line.Length - 1, out Lease? again, out DateTime? endAgain));
            Assert.Equal((lease.Mac, lease.Address, end), (again!.Mac, again.Address, endAgain));
            Assert.Equal(lease.ClientId, again.ClientId);
        }
    }

    public static void EventJournals(byte[] input)
    {
        EventJournalReader reader = EventJournalReader.Read(new MemoryStream(input));
        foreach (PhoneRecoveryStatus phone in reader.Phones)
        {
            byte[]? line = JournalLine.Of(phone.LastSeen, phone).ToBytes();
            if (line is not null)
            {
                PhoneRecoveryStatus again = EventJournalReader.Read(new MemoryStream(line)).Phones.Single();
                Assert.Equal((phone.Name, phone.State, phone.Attempts, phone.Bytes, phone.FilesDone), (again.Name, again.State, again.Attempts, again.Bytes, again.FilesDone));
            }
        }
    }

    public static void NicSnapshots(byte[] input)
    {
        NicSnapshot snapshot;
        try
        {
            snapshot = NicSnapshotStore.Parse(new MemoryStream(input));
        }
        catch (SerializationException)
        {
            return; // what the store takes for a damaged file
        }

        var written = new MemoryStream();
        NicSnapshotStore.Write(snapshot, written);
        written.Position = 0;
        NicSnapshot again = NicSnapshotStore.Parse(written);
        Assert.Equal((snapshot.NicId, snapshot.NicName, snapshot.Mac, snapshot.Complete), (again.NicId, again.NicName, again.Mac, again.Complete));
        Assert.Equal(snapshot.Settings.Addresses.Count(), again.Settings.Addresses.Count());
    }

    public static void IpJson(byte[] input)
    {
        try
        {
            IpProgram.Parse<IpLink>(input);
            IpProgram.Parse<IpRoute>(input);
        }
        catch (SerializationException)
        {
            // What the program is told to be out of date for.
        }
    }
}
