using System;
using System.Collections.Generic;
using System.Linq;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Hosting.Nic;

namespace CiscoPhoneRecovery.Core.Tests.Hosting.Nic;

/// <summary>A machine with one NIC that behaves like Windows where it matters: DHCP carries its address and gateway, an address is tentative first.</summary>
internal sealed class FakeNics : INicConfigurator
{
    private readonly List<string> _rules = [];
    private int _tentative;

    public FakeNics(NicState nic, IReadOnlyList<NicAddress>? lease = null, IReadOnlyList<NicRoute>? leaseRoutes = null)
    {
        Nic = nic;
        Lease = lease ?? [];
        LeaseRoutes = leaseRoutes ?? [];
    }

    public NicState? Nic { get; set; }

    public List<NicState> Others { get; } = [];

    public IReadOnlyList<NicAddress> Lease { get; }

    public IReadOnlyList<NicRoute> LeaseRoutes { get; }

    /// <summary>Changes asked for so far.</summary>
    public int Calls { get; private set; }

    /// <summary>The number of the change that fails, from 1; from it on when <see cref="FailForEver"/>.</summary>
    public int FailAt { get; set; }

    public bool FailForEver { get; set; }

    /// <summary>How often a new address is read as tentative before it is preferred.</summary>
    public int TentativeReads { get; set; }

    public bool Taken { get; set; }

    public Action<int>? OnChange { get; set; }

    public string Name => "fake";

    public bool IsElevated { get; set; } = true;

    public bool HasFirewall { get; set; } = true;

    public IReadOnlyList<NicState> List() => Nic is null ? Others : [Nic, .. Others];

    public NicState? Read(string id) => List().FirstOrDefault(n => n.Id == id);

    public void SetUp(NicState nic, bool up) => Change(s => s with { Up = up });

    public void SetDhcp(NicState nic, bool enabled) => Change(s => enabled
        ? s with { Dhcp = true, Addresses = [.. s.Addresses, .. Lease], Routes = [.. s.Routes, .. LeaseRoutes] }
        : s with { Dhcp = false, Addresses = s.Addresses.Where(a => !a.Automatic).ToArray(), Routes = s.Routes.Where(r => !r.Automatic).ToArray() });

    public void AddAddress(NicState nic, NicAddress address)
    {
        Change(s => s.Dhcp || s.Addresses.Any(a => a.Address == address.Address)
            ? throw new NicException(NicFault.NicChangeFailed, "Inconsistent parameters.", "none")
            : s with { Addresses = [.. s.Addresses, address] });
        _tentative = TentativeReads;
    }

    /// <summary>Like Linux, takes the routes through the address's network along.</summary>
    public void RemoveAddress(NicState nic, NicAddress address) => Change(s => !s.Addresses.Any(a => a.IsSame(address))
        ? throw new NicException(NicFault.NicChangeFailed, "No such address.", "none")
        : s with { Addresses = s.Addresses.Where(a => !a.IsSame(address)).ToArray(), Routes = s.Routes.Where(r => !Uses(r, address)).ToArray() });

    public void AddRoute(NicState nic, NicRoute route) => Change(s => route.HasGateway && !s.Addresses.Any(a => Uses(route, a))
        ? throw new NicException(NicFault.NicChangeFailed, "Gateway unreachable.", "none")
        : s with { Routes = [.. s.Routes, route] });

    public void RemoveRoute(NicState nic, NicRoute route) => Change(s => s with { Routes = s.Routes.Where(r => r != route).ToArray() });

    public void SetDnsServers(NicState nic, IReadOnlyList<string> servers) => Change(s => s with { DnsServers = servers.ToArray() });

    public void SetMetric(NicState nic, int? metric) => Change(s => s with { Metric = metric });

    public NicAddressState StateOf(NicState nic, NicAddress address) =>
        Taken ? NicAddressState.Duplicate : _tentative-- > 0 ? NicAddressState.Tentative : NicAddressState.Preferred;

    public string? Neighbour(NicState nic, string address) => "00-11-22-33-44-55";

    public void AddFirewallRule(NicState nic, FirewallRule rule) => Change(s =>
    {
        _rules.Add(rule.Name);
        return s;
    });

    public void RemoveFirewallRule(string name) => Change(s =>
    {
        _rules.Remove(name);
        return s;
    });

    public IReadOnlyList<string> FirewallRules() => _rules.ToList();

    public FirewallFacts FirewallFacts { get; set; } = FirewallFacts.Open;

    /// <summary>When set, the firewall cannot be read.</summary>
    public NicException? FirewallFault { get; set; }

    public Dictionary<int, PortHolder> Holders { get; } = [];

    public FirewallFacts Firewall(string program) => FirewallFault is null ? FirewallFacts : throw FirewallFault;

    public PortHolder? HolderOf(int port) => Holders.TryGetValue(port, out PortHolder? holder) ? holder : null;

    public void Dispose()
    {
    }

    private static bool Uses(NicRoute route, NicAddress address) =>
        route.HasGateway && route.NextHop[..route.NextHop.LastIndexOf('.')] == address.Address[..address.Address.LastIndexOf('.')];

    private void Change(Func<NicSettings, NicSettings> change)
    {
        Calls++;
        OnChange?.Invoke(Calls);
        if (Calls == FailAt || (FailForEver && FailAt > 0 && Calls > FailAt))
        {
            throw new NicException(NicFault.NicChangeFailed, $"Fault at change {Calls}.", "none");
        }

        Nic = Nic! with { Settings = change(Nic.Settings) };
    }
}
