namespace CiscoPhoneRecovery.Tftp;

/// <summary>The first two octets of every TFTP packet (RFC 1350 section 5, RFC 2347).</summary>
public enum TftpOpcode : ushort
{
    ReadRequest = 1,
    WriteRequest = 2,
    Data = 3,
    Acknowledgment = 4,
    Error = 5,
    OptionAcknowledgment = 6,
}
