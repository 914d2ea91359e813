using System;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>How much of a root is listed and kept in memory. The six bundles together are 44 files and about 45 MB.</summary>
public sealed record DiskRootLimits
{
    /// <summary>A folder with more files than this is hardly a root but somebody's disk.</summary>
    public int MaxFiles { get; init; } = 20_000;

    /// <summary>Sub-folders below sub-folders; what lies deeper is not served.</summary>
    public int MaxDepth { get; init; } = 16;

    /// <summary>A file longer than this is read from the disk block by block, bytes.</summary>
    public long MaxCachedFile { get; init; } = 64L * 1024 * 1024;

    /// <summary>Of all kept files together, bytes; beyond it files are read from the disk.</summary>
    public long MaxCachedTotal { get; init; } = 256L * 1024 * 1024;

    /// <summary>A file that nobody has asked for as long as this is dropped from memory.</summary>
    public TimeSpan KeepIdle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often files in use are compared with the disk.</summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromSeconds(1);
}
