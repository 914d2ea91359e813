namespace CiscoPhoneRecovery.Loads;

/// <summary>The kinds of findings of the firmware gate; the names are stable.</summary>
public enum LoadProblemCode
{
    /// <summary>The file is no zip with a load in it: an HTML page, a .cop, a tar, a cut-off download.</summary>
    NotALoadZip,

    /// <summary>A member would be written outside the destination, or the zip expands without bound.</summary>
    UnsafeArchive,

    /// <summary>The bytes could not be read, or do not match the zip's own check sum.</summary>
    Unreadable,

    /// <summary>A manifest that is no manifest, or is damaged.</summary>
    DamagedManifest,

    /// <summary>An image that is cut short, damaged or renamed.</summary>
    DamagedImage,

    /// <summary>An image that a manifest names is not there.</summary>
    MissingImage,

    /// <summary>The termNN.default.loads of a model is not there: that model, reset, finds nothing.</summary>
    MissingTermFile,

    /// <summary>No SCCPNN or SIPNN manifest: phones that were not reset cannot be told to take this load.</summary>
    MissingLoadManifest,

    /// <summary>The release lies outside 8.3(3) to 8.5(2).</summary>
    ReleaseOutsideSpan,

    /// <summary>Two releases or protocols of one family in one root.</summary>
    MixedReleases,

    /// <summary>Firmware for phones that are none of the thirteen models.</summary>
    OtherModel,

    /// <summary>Says whether the zip is one of the six of Cisco's that are known by name, size and SHA-1.</summary>
    ZipIdentity,

    /// <summary>A manifest spells a name in another case than the file.</summary>
    CaseDiffers,

    /// <summary>Bytes after the archive, or an archive of a version that is not known.</summary>
    UnusualImage,

    /// <summary>Made for a rehearsal; no real phone takes it.</summary>
    Synthetic,

    /// <summary>Files that no manifest names, that lie in a folder, or that are still packed.</summary>
    StrayFile,

    /// <summary>A different file of that name is in the root already.</summary>
    WouldOverwrite,

    /// <summary>An expansion was interrupted here; the next one tidies up.</summary>
    InterruptedExpansion,
}
