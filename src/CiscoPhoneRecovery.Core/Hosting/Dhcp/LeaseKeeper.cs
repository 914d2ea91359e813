using System;
using System.Collections.Generic;
using System.IO;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Holds a pool and its journal together: leases back at the start, each lease written down, and the file kept short.</summary>
internal sealed class LeaseKeeper : IDisposable
{
    private readonly LeasePool _pool;
    private readonly LeaseJournal? _journal;
    private bool _failed;

    /// <param name="options">Name the journal, or none, which keeps leases in memory only.</param>
    /// <param name="pool">Gets the leases of the journal.</param>
    /// <param name="now">The monotonic time of this moment.</param>
    /// <param name="raise">Takes what is to be reported.</param>
    /// <param name="utcNow">The wall clock; null for the system's.</param>
    /// <exception cref="StationException">The journal cannot be had.</exception>
    public LeaseKeeper(DhcpServerOptions options, LeasePool pool, TimeSpan now, Action<DhcpEvent> raise, Func<DateTime>? utcNow = null)
    {
        _pool = pool;
        _journal = Open(options, now, utcNow ?? (() => DateTime.UtcNow), raise, out IReadOnlyList<Lease> leases);
        if (_journal is null)
            return;

        // A wall clock that was set back meanwhile must not make a lease longer than any that is given.
        TimeSpan leaseTime = options.Settings.LeaseTime;
        TimeSpan longest = leaseTime > TimeSpan.MaxValue - now ? TimeSpan.MaxValue : now + leaseTime;
        foreach (Lease lease in leases)
            pool.Restore(lease.ExpiresAt > longest ? lease with { ExpiresAt = longest } : lease);
        if (_journal.Damage is { } damage)
            raise(new DhcpEvent(DhcpEventKind.JournalDamaged, PhysicalAddress.None, Detail: damage));
    }

    public void Record(Lease lease, TimeSpan now, Action<DhcpEvent> raise)
    {
        if (_journal is null)
            return;
        try
        {
            _journal.Append(lease, now);
            _failed = false;
            if (_journal.NeedsCompaction(_pool.Count))
                _journal.Compact(_pool.Leases, now);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A phone on the bench is worth more than a lease on the disk: it is served, and the user is told, once for each trouble.
            if (!_failed)
                raise(new DhcpEvent(DhcpEventKind.JournalFailed, lease.Mac, lease.Address, Detail: $"the lease is kept in memory only: {error.Message}"));
            _failed = true;
        }
    }

    public void Dispose() => _journal?.Dispose();

    private static LeaseJournal? Open(DhcpServerOptions options, TimeSpan now, Func<DateTime> utcNow, Action<DhcpEvent> raise, out IReadOnlyList<Lease> leases)
    {
        leases = Array.Empty<Lease>();
        if (options.JournalPath is null)
            return null;
        try
        {
            return LeaseJournal.Open(options.JournalPath, now, utcNow, out leases);
        }
        catch (StationException error) when (options.JournalIsOptional)
        {
            raise(new DhcpEvent(DhcpEventKind.JournalFailed, PhysicalAddress.None, Detail: $"leases are kept in memory only: {error.Message}"));
            return null;
        }
    }
}
