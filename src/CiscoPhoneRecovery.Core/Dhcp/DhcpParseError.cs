namespace CiscoPhoneRecovery.Dhcp;

/// <summary>Why a datagram is no DHCP message.</summary>
public enum DhcpParseError
{
    None,

    /// <summary>Shorter than the fixed fields and the cookie, 240 octets.</summary>
    TooShort,

    /// <summary>The cookie 63 82 53 63 (hex) is missing: BOOTP without options, or no DHCP at all.</summary>
    BadCookie,

    /// <summary>op is neither 1 nor 2.</summary>
    BadOp,

    /// <summary>hlen is more than the 16 octets of chaddr.</summary>
    BadHardwareLength,

    /// <summary>An option's length runs past the end of its field.</summary>
    OptionPastEnd,

    /// <summary>Option 53 is missing, not one octet long, repeated, or not 1 to 8.</summary>
    BadMessageType,
}
