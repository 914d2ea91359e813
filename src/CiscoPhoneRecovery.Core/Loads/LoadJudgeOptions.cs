using System;
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

    /// <summary>Called with the number of bytes read since the last call.</summary>
    public Action<long>? OnRead { get; init; }

    public CancellationToken Cancellation { get; init; }
}
