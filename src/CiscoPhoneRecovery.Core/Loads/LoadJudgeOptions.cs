using System;
using System.Collections.Generic;
using System.Threading;

namespace CiscoPhoneRecovery.Loads;

/// <summary>What the judge is told beside the files.</summary>
public sealed record LoadJudgeOptions
{
    /// <summary>The zip or the folder, for messages.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>True for software phones, which take bundles made for a rehearsal; real phones never do.</summary>
    public bool Rehearsal { get; init; }

    /// <summary>Confirmed: what looks unsound is then an oddity of Cisco's own file, not damage.</summary>
    public ZipIdentity ZipIdentity { get; init; } = ZipIdentity.NotAZip;

    /// <summary>Called every 64 KiB or so with the bytes read so far and the bytes that there are to read.</summary>
    public Action<long, long>? OnProgress { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>The zips known by size and SHA-1.</summary>
    internal IReadOnlyList<KnownZip> Known { get; init; } = KnownZips.All;
}
