using System;
using System.Collections.Generic;

namespace CiscoPhoneRecovery.Phones;

/// <summary>What a phone's state rests on besides what its status shows: enough to go on with it when the station was started again.</summary>
internal sealed record PhoneMemory
{
    public DateTimeOffset StateSince { get; init; }

    public BundleOutline? Outline { get; init; }

    /// <summary>The files of the load that were acknowledged to the last byte.</summary>
    public IReadOnlyList<BundleFile> FilesHeld { get; init; } = Array.Empty<BundleFile>();

    public int ManifestReads { get; init; }

    public bool AnyImageAsked { get; init; }

    public string? MissingFile { get; init; }

    public bool KnownByDhcp { get; init; }

    public bool BootedSinceLastFile { get; init; }

    public bool WantsSignedConfiguration { get; init; }
}
