using System;
using System.Collections.Generic;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>
/// The single changes a NIC can take, each of which either happens or throws. Order, snapshot and way back are the business of
/// <see cref="RecoveryNicTransaction"/>. Not thread-safe.
/// </summary>
public interface INicConfigurator : IDisposable
{
    /// <summary>What does the work: "iproute2" or "NetTCPIP".</summary>
    string Name { get; }

    /// <summary>Whether this process may change a NIC.</summary>
    bool IsElevated { get; }

    /// <summary>Whether firewall rules can be made; where not, the firewall is the administrator's.</summary>
    bool HasFirewall { get; }

    /// <summary>Every NIC with its present state, read anew.</summary>
    IReadOnlyList<NicState> List();

    /// <summary>The present state of one NIC, read anew; null when it is gone.</summary>
    NicState? Read(string id);

    void SetUp(NicState nic, bool up);

    void SetDhcp(NicState nic, bool enabled);

    void AddAddress(NicState nic, NicAddress address);

    void RemoveAddress(NicState nic, NicAddress address);

    void AddRoute(NicState nic, NicRoute route);

    void RemoveRoute(NicState nic, NicRoute route);

    void SetDnsServers(NicState nic, IReadOnlyList<string> servers);

    /// <summary>Sets the interface metric; null lets the system choose.</summary>
    void SetMetric(NicState nic, int? metric);

    NicAddressState StateOf(NicState nic, NicAddress address);

    /// <summary>The hardware address that answers for an address, if the system knows it.</summary>
    string? Neighbour(NicState nic, string address);

    /// <summary>Makes an inbound rule for this NIC; one of that name that is there already is left alone.</summary>
    void AddFirewallRule(NicState nic, FirewallRule rule);

    /// <summary>Removes a rule by name; none of that name is no error.</summary>
    void RemoveFirewallRule(string name);

    /// <summary>The names of this product's rules that exist.</summary>
    IReadOnlyList<string> FirewallRules();

    /// <summary>What stands against those rules, policy included.</summary>
    /// <param name="program">Path of the program that listens.</param>
    FirewallFacts Firewall(string program);

    /// <summary>Who has a UDP port of this PC; null when it is free.</summary>
    PortHolder? HolderOf(int port);
}
