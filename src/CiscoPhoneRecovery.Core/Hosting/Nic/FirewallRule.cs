using System;
using System.Linq;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>An inbound rule for one UDP port on one NIC.</summary>
/// <param name="Name">Unique on the PC; tells the NIC, so that two stations side by side do not share rules.</param>
/// <param name="DisplayName">What the administrator sees in the list.</param>
/// <param name="Port">UDP, local.</param>
public sealed record FirewallRule(string Name, string DisplayName, int Port)
{
    /// <summary>All rules of this product are in this group.</summary>
    public const string Group = "CiscoPhoneRecovery";

    public static FirewallRule ForDhcp(NicState nic) => new($"{Group}-Dhcp-{Key(nic)}", $"Cisco phone recovery: DHCP on {nic.Name}", 67);

    public static FirewallRule ForTftp(NicState nic) => new($"{Group}-Tftp-{Key(nic)}", $"Cisco phone recovery: TFTP on {nic.Name}", 69);

    /// <summary>Whether a name has the form of this product's rules: a rule of anybody else is never removed, whatever a snapshot says.</summary>
    public static bool IsOurs(string? name) => new[] { $"{Group}-Dhcp-", $"{Group}-Tftp-" }.Any(form => name?.StartsWith(form, StringComparison.OrdinalIgnoreCase) == true);

    private static string Key(NicState nic) => nic.Id.Trim('{', '}');
}
