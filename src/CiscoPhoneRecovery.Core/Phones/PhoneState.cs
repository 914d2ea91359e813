namespace CiscoPhoneRecovery.Phones;

/// <summary>Where a phone stands, told only by what was seen on the wire.</summary>
public enum PhoneState
{
    /// <summary>A DHCP packet was heard.</summary>
    Seen,

    /// <summary>Its address is acknowledged.</summary>
    Leased,

    /// <summary>It reads the manifest or one of the images.</summary>
    Downloading,

    /// <summary>Every image of the manifest is acknowledged; the phone writes its flash.</summary>
    Installing,

    /// <summary>After that it booted anew and asked for its configuration: the load runs.</summary>
    Recovered,

    /// <summary>Its own web page names the load.</summary>
    Verified,

    /// <summary>It read a whole manifest, again and again, and never asked for an image: it does not accept the load.</summary>
    Rejected,

    /// <summary>It asked for a load file that the root does not have.</summary>
    MissingFile,

    /// <summary>It stopped in the middle of a download.</summary>
    Stalled,

    /// <summary>Not a Cisco phone; it is left alone.</summary>
    Ignored,
}
