namespace CiscoPhoneRecovery.Tftp;

/// <summary>How the bytes of a file travel (RFC 1350 section 1). "mail" is obsolete and never served.</summary>
public enum TftpMode
{
    /// <summary>As they are. Every phone asks for this one.</summary>
    Octet,

    /// <summary>As text: LF becomes CR LF, a bare CR becomes CR NUL.</summary>
    NetAscii,
}
