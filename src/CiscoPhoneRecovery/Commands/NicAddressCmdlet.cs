using System.Management.Automation;
using System.Net;
using CiscoPhoneRecovery.Hosting.Nic;

namespace CiscoPhoneRecovery.Commands;

/// <summary>A NIC cmdlet that is about the station's address.</summary>
public abstract class NicAddressCmdlet : NicCmdlet
{
    /// <summary>The address of the station.</summary>
    [Parameter]
    [ValidateIPv4(AllowLoopback = true)]
    public IPAddress IPAddress { get; set; } = IPAddress.Parse("10.1.1.2");

    [Parameter]
    [ValidateRange(8, 30)]
    public int PrefixLength { get; set; } = 24;

    /// <summary>For software phones on loopback.</summary>
    private protected virtual bool AllowsLoopback => false;

    private protected NicAddress Wanted => new() { Address = IPAddress.ToString(), PrefixLength = PrefixLength };

    /// <summary>Neither parameter comes from the pipeline, so a wrong one ends all before the first NIC.</summary>
    protected override void BeginProcessing()
    {
        if (IPAddress.IsLoopback(IPAddress) && !AllowsLoopback)
        {
            ThrowTerminatingError(Errors.AddressInvalid($"{IPAddress} is no IPv4 address that a device can have", IPAddress));
        }

        if (Wanted.Objection is string objection)
        {
            ThrowTerminatingError(Errors.AddressInvalid(objection, IPAddress));
        }
    }
}
