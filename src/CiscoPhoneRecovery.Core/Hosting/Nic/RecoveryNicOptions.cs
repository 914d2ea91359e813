using System;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>What a NIC is to become.</summary>
public sealed record RecoveryNicOptions
{
    public NicAddress Address { get; init; } = new() { Address = "10.1.1.2", PrefixLength = 24 };

    /// <summary>Make inbound rules for UDP 67 and 69, where the configurator can.</summary>
    public bool Firewall { get; init; } = true;

    /// <summary>Use a NIC that is unfit, and give up a snapshot that is stale.</summary>
    public bool Force { get; init; }

    /// <summary>How long duplicate address detection may take.</summary>
    public TimeSpan AddressTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
