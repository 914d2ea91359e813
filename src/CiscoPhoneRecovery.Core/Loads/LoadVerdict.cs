namespace CiscoPhoneRecovery.Loads;

/// <summary>What the gate says of a load.</summary>
public enum LoadVerdict
{
    /// <summary>Whole, sound and of a release that recovers phones.</summary>
    Good,

    /// <summary>Usable; the problems say what is not as usual.</summary>
    GoodWithWarnings,

    /// <summary>Whole, but it would not help: another release, another model, a mix of two.</summary>
    Refused,

    /// <summary>Files are missing, cut short or unreadable.</summary>
    Damaged,
}

/// <summary>The state of one file of a load.</summary>
public enum LoadFileState
{
    Sound,

    /// <summary>Sound enough to serve; a problem of the load says what is unusual.</summary>
    Unusual,

    Missing,

    Damaged,
}

/// <summary>Whether a zip is one of those that are known by name, size and SHA-1.</summary>
public enum ZipIdentity
{
    /// <summary>Not read from a zip.</summary>
    NotAZip,

    /// <summary>No zip of this name, or of this size, is known.</summary>
    Unknown,

    /// <summary>Byte for byte Cisco's.</summary>
    Confirmed,

    /// <summary>It bears the name of a known zip, and is not that zip.</summary>
    Differs,
}
