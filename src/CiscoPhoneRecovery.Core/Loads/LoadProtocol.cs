namespace CiscoPhoneRecovery.Loads;

/// <summary>The call control protocol that a load speaks. Either recovers a phone: what brings it back is the load's signature.</summary>
public enum LoadProtocol
{
    Unknown,
    Sccp,
    Sip,
}
