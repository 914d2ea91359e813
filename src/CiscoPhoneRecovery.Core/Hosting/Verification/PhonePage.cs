using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>A phone's own page, as it was read.</summary>
/// <param name="Mac">Of the phone that had the address when it was asked.</param>
/// <param name="Address">Where it was asked.</param>
/// <param name="Information">What the page says.</param>
public sealed record PhonePage(PhysicalAddress Mac, IPAddress Address, DeviceInformation Information);
