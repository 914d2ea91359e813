using System;
using System.Collections.Generic;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>What became of a zip.</summary>
public enum StagingOutcome
{
    /// <summary>Its files are in the root.</summary>
    Staged,

    /// <summary>Every file was in the root already, byte for byte; nothing was written.</summary>
    Unchanged,

    /// <summary>It would be staged; nothing was written, as asked.</summary>
    WouldStage,

    /// <summary>The gate or a different file in the root stood against it; the report says what.</summary>
    Refused,

    /// <summary>The disk or the zip failed in the middle; the root is as it was, and <see cref="StagingResult.Error"/> says why.</summary>
    Failed,
}

/// <summary>What staging does, did or would do with one file.</summary>
public enum StagedFileAction
{
    Add,
    Keep,
    Replace,
}

/// <summary>A file of a zip and the root.</summary>
public sealed record StagedFile(string Name, long Length, StagedFileAction Action);

/// <summary>The result of staging one zip.</summary>
public sealed record StagingResult(string ZipPath, StagingOutcome Outcome, LoadReport Report)
{
    public IReadOnlyList<StagedFile> Files { get; init; } = Array.Empty<StagedFile>();

    /// <summary>Set when the outcome is Failed.</summary>
    public StationException? Error { get; init; }

    public IReadOnlyList<PhoneLoad> Loads => Report.Loads;

    /// <summary>True when the root now holds, or would hold, the zip's files.</summary>
    public bool IsInRoot => Outcome is StagingOutcome.Staged or StagingOutcome.Unchanged or StagingOutcome.WouldStage;
}
