using System;
using System.Collections.Generic;
using System.Globalization;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Reads the octets of a lease journal up to the first that are damaged. Total.</summary>
internal sealed class LeaseJournalReader
{
    private readonly List<Lease> _leases = new();

    /// <param name="content">The whole file.</param>
    /// <param name="header">What it begins with.</param>
    /// <param name="now">The monotonic time of this moment.</param>
    /// <param name="utcNow">The wall-clock time of this moment.</param>
    public LeaseJournalReader(byte[] content, byte[] header, TimeSpan now, DateTime utcNow)
    {
        if (content.Length == 0)
            return;
        int offset = StartsWith(content, header) ? header.Length : 0;
        int line = 1;
        while (offset > 0 && offset < content.Length)
        {
            line++;
            int feed = Array.IndexOf(content, (byte)'\n', offset);
            if (feed < 0 || !LeaseLine.TryRead(content, offset, feed - offset, out Lease? lease, out DateTime? end))
                break;
            _leases.Add(lease! with { ExpiresAt = end is null ? TimeSpan.MaxValue : now + (end.Value - utcNow) });
            offset = feed + 1;
        }

        if (offset < content.Length)
            Damage = Describe(content, offset, line);
    }

    /// <summary>All lines as they were written, later ones superseding earlier ones of the same client or address.</summary>
    public IReadOnlyList<Lease> Leases => _leases;

    /// <summary>What is wrong, or null.</summary>
    public string? Damage { get; }

    private static bool StartsWith(byte[] content, byte[] header)
    {
        if (content.Length < header.Length)
            return false;
        for (int i = 0; i < header.Length; i++)
        {
            if (content[i] != header[i])
                return false;
        }

        return true;
    }

    private static string Describe(byte[] content, int offset, int line) => string.Format(
        CultureInfo.InvariantCulture,
        "The lease journal is {0} at line {1}: what comes before it was read, the last {2} octets were not. The file is kept with the ending .damaged.",
        Array.IndexOf(content, (byte)'\n', offset) < 0 ? "cut short" : "damaged",
        line,
        content.Length - offset);
}
