using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Another DHCP server is on the network: two would give phones contradictory answers, and one of them is somebody else's.</summary>
public sealed class ForeignServerException : StationException
{
    public ForeignServerException(ForeignServer server)
        : base(Describe(server), "Unplug the bench from that network, or serve all the same with -Force (--force).") => Server = server;

    public ForeignServer Server { get; }

    private static string Describe(ForeignServer server)
    {
        string mac = server.Mac.Equals(PhysicalAddress.None) ? "MAC not known" : $"MAC {server.Mac}";
        return $"There is another DHCP server on this network: {server.Address} ({mac}); {server.Evidence}.";
    }
}
