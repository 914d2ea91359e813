using System;
using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>Reads the firewall of Windows as it is in force: local settings and policy together, which is the store ActiveStore.</summary>
internal sealed class NetTcpipFirewallReader
{
    private static readonly (string, object) s_inForce = ("PolicyStore", "ActiveStore");

    private readonly NetTcpipQuery _query;

    public NetTcpipFirewallReader(NetTcpipQuery query) => _query = query;

    public IReadOnlyList<string> OwnRules() =>
        _query.Get("Get-NetFirewallRule", null, [("Group", FirewallRule.Group)], "Name").Select(r => r["Name"]).OfType<string>().ToList();

    public FirewallFacts Facts(string program)
    {
        List<IReadOnlyDictionary<string, string?>> profiles = Profiles();
        return new FirewallFacts(
            profiles.Where(p => IsFalse(p["AllowLocalFirewallRules"])).Select(p => p["Name"] ?? "?").ToList(),
            profiles.Where(p => IsFalse(p["AllowInboundRules"])).Select(p => p["Name"] ?? "?").ToList(),
            BlockRules(program));
    }

    /// <summary>A switch without an uplink is "unidentified", so public, or private where a policy says so; never the domain's.</summary>
    private List<IReadOnlyDictionary<string, string?>> Profiles() => !_query.Commands.Exists("Get-NetFirewallProfile")
        ? []
        : _query.Get("Get-NetFirewallProfile", null, [s_inForce], "Name", "Enabled", "AllowLocalFirewallRules", "AllowInboundRules")
            .Where(p => p["Enabled"] is "True" or "1" && !string.Equals(p["Name"], "Domain", StringComparison.OrdinalIgnoreCase)).ToList();

    /// <summary>A rule and its filter for a program are two objects with one InstanceID, which is the rule's name.</summary>
    private List<string> BlockRules(string program)
    {
        if (!_query.Commands.Exists("Get-NetFirewallApplicationFilter"))
        {
            return [];
        }

        string[] names = _query.Get("Get-NetFirewallApplicationFilter", null, [s_inForce, ("Program", new[] { program })], "InstanceID")
            .Select(f => f["InstanceID"]).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        return names.Length == 0
            ? []
            : _query.Get("Get-NetFirewallRule", null, [s_inForce, ("Name", names)], "Name", "DisplayName", "Enabled", "Direction", "Action")
                .Where(r => r["Action"] is "Block" or "4" && r["Direction"] is "Inbound" or "1" && r["Enabled"] is "True" or "1")
                .Select(r => r["DisplayName"] ?? r["Name"] ?? "?").Distinct().ToList();
    }

    /// <summary>Enumerations of the firewall: False is 0, True is 1, NotConfigured is 2.</summary>
    private static bool IsFalse(string? text) => text is "False" or "0";
}
