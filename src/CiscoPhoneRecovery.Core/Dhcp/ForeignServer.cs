using System.Net;
using System.Net.NetworkInformation;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>Another DHCP server on the station's network.</summary>
/// <param name="Address">By its server identifier (option 54), or where its datagram came from.</param>
/// <param name="Mac">Its hardware address; <see cref="PhysicalAddress.None"/> when the system does not tell.</param>
/// <param name="Evidence">How it was noticed, a clause.</param>
public sealed record ForeignServer(IPAddress Address, PhysicalAddress Mac, string Evidence);
