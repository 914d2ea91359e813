namespace CiscoPhoneRecovery.Dhcp;

/// <summary>The DHCP option codes that this server reads or writes (RFC 2132 unless said otherwise).</summary>
public static class DhcpOptionCode
{
    public const byte Pad = 0;
    public const byte SubnetMask = 1;
    public const byte Router = 3;
    public const byte HostName = 12;
    public const byte RequestedAddress = 50;
    public const byte LeaseTime = 51;
    public const byte Overload = 52;
    public const byte MessageType = 53;
    public const byte ServerIdentifier = 54;
    public const byte ParameterRequestList = 55;
    public const byte Message = 56;
    public const byte MaximumMessageSize = 57;
    public const byte RenewalTime = 58;
    public const byte RebindingTime = 59;
    public const byte VendorClass = 60;
    public const byte ClientIdentifier = 61;
    public const byte TftpServerName = 66;

    /// <summary>RFC 3046.</summary>
    public const byte RelayAgentInformation = 82;

    /// <summary>RFC 5859: the list of TFTP server addresses that Cisco phones ask for.</summary>
    public const byte TftpServerAddress = 150;

    public const byte End = 255;
}
