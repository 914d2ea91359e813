namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>Whether an address can be used yet (duplicate address detection, RFC 5227).</summary>
public enum NicAddressState
{
    /// <summary>Not on the NIC, or on a NIC without a link.</summary>
    Absent,

    /// <summary>Still being checked: it cannot be bound yet.</summary>
    Tentative,

    /// <summary>Another device has it.</summary>
    Duplicate,

    /// <summary>Usable.</summary>
    Preferred,
}
