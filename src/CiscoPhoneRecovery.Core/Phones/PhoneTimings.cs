using System;

namespace CiscoPhoneRecovery.Phones;

/// <summary>How long a silence must last before it means something. The defaults leave room for what real phones were seen to do.</summary>
public sealed record PhoneTimings
{
    /// <summary>A download without a byte for this long has stalled. Flash writes between two images took 2 to 8 s on a 7961.</summary>
    public TimeSpan StalledAfter { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>A second whole manifest with no image for this long means the phone refuses the load. A 7906 reads it twice within a second and reboots.</summary>
    public TimeSpan RejectedAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A lease with no TFTP request for this long deserves a look. A 7942 asked 0.05 s after its ACK.</summary>
    public TimeSpan QuietAfterLease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A DISCOVER with no REQUEST for this long deserves a look.</summary>
    public TimeSpan QuietAfterDiscover { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A phone is dark for five minutes and more after 3491672850*#; beyond this it is worth a look.</summary>
    public TimeSpan LongInstall { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>No phone at all for this long after the start deserves advice.</summary>
    public TimeSpan NoPhone { get; init; } = TimeSpan.FromMinutes(1);
}
