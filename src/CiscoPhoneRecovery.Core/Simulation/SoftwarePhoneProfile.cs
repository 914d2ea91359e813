using System;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>How one software phone behaves. The defaults are a phone in a hurry, for rehearsals; real phones take the longer times named here.</summary>
public sealed record SoftwarePhoneProfile
{
    public SoftwarePhoneProfile(PhoneModel model, PhysicalAddress mac)
    {
        Model = model;
        Mac = mac;
    }

    public PhoneModel Model { get; init; }

    public PhysicalAddress Mac { get; init; }

    /// <summary>From power to the first DHCP packet.</summary>
    public TimeSpan BootTime { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Pause after each image; a 7961 took 2 to 8 s to write one to flash.</summary>
    public TimeSpan FlashTime { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>From the last image to the new boot; minutes on a real phone.</summary>
    public TimeSpan InstallTime { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>First retransmission of a DHCP packet; doubles up to 16 times itself (RFC 2131 section 4.1 wants 4 s).</summary>
    public TimeSpan DhcpTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Retransmission of a TFTP packet.</summary>
    public TimeSpan TftpTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After so many unanswered packets the phone gives up and boots anew.</summary>
    public int TftpTries { get; init; } = 5;

    /// <summary>The phone cannot check the load's signature: reads the manifest twice, then reboots after a while, for ever (7906 at Auth Fail).</summary>
    public bool RejectsLoad { get; init; }

    /// <summary>Silence of a rejecting phone before it tries again; 1.5 to 2.5 minutes were seen.</summary>
    public TimeSpan RejectPause { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The phone sends option 61 = 01 + MAC, as a 7911 does.</summary>
    public bool SendsClientId { get; init; } = true;

    /// <summary>The phone asks for its images with a capital first letter whatever the manifest says (old 7911 and 7970 sets did).</summary>
    public bool CapitalizesImages { get; init; }
}
