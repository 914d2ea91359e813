using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>
/// NICs of Linux through the "ip" program, whose JSON tells all that is needed to put an address or a route back. A DHCP client there is a program
/// of its own and is left alone; so is the firewall.
/// </summary>
public sealed class IpRoute2NicConfigurator : INicConfigurator
{
    public string Name => "iproute2";

    public bool IsElevated => EffectiveUserId() == 0;

    public bool HasFirewall => false;

    public IReadOnlyList<NicState> List()
    {
        IReadOnlyList<IpLink> links = IpProgram.Query<IpLink>("-d address show");
        IReadOnlyList<IpRoute> routes = IpProgram.Query<IpRoute>("-4 route show table main");
        return links.Where(l => l.Name is not null).Select(l => ToState(l, routes)).ToList();
    }

    public NicState? Read(string id) => List().FirstOrDefault(n => n.Id == id);

    public void SetUp(NicState nic, bool up) => IpProgram.Change($"link set dev {nic.Name} {(up ? "up" : "down")}");

    public void SetDhcp(NicState nic, bool enabled) => throw new NotSupportedException("A DHCP client on Linux is a program of its own.");

    public void AddAddress(NicState nic, NicAddress address) =>
        IpProgram.Change($"address add {address} {address.Extra ?? "broadcast +"} dev {nic.Name}");

    public void RemoveAddress(NicState nic, NicAddress address) => IpProgram.Change($"address del {address} dev {nic.Name}");

    public void AddRoute(NicState nic, NicRoute route) => IpProgram.Change($"route add {Spell(route)} {route.Extra} dev {nic.Name}");

    public void RemoveRoute(NicState nic, NicRoute route) => IpProgram.Change($"route del {Spell(route)} {route.Extra} dev {nic.Name}");

    public void SetDnsServers(NicState nic, IReadOnlyList<string> servers) => throw new NotSupportedException("DNS servers on Linux are not a NIC's.");

    public void SetMetric(NicState nic, int? metric) => throw new NotSupportedException("Metrics on Linux are the routes'.");

    /// <summary>Linux does no duplicate address detection for IPv4: an address is usable once it is there.</summary>
    public NicAddressState StateOf(NicState nic, NicAddress address) =>
        Read(nic.Id) is NicState now && now.Has(address) ? NicAddressState.Preferred : NicAddressState.Absent;

    public string? Neighbour(NicState nic, string address) => null;

    public void AddFirewallRule(NicState nic, FirewallRule rule) => throw new NotSupportedException("The firewall of Linux is the administrator's.");

    public void RemoveFirewallRule(string name)
    {
        // None is ever made here, so none of that name exists, which is what the caller wants.
    }

    public IReadOnlyList<string> FirewallRules() => [];

    public FirewallFacts Firewall(string program) => FirewallFacts.Open;

    public PortHolder? HolderOf(int port) => PortOwner.HolderOf(port);

    public void Dispose()
    {
        // Each call of the program is complete in itself.
    }

    private static NicState ToState(IpLink link, IEnumerable<IpRoute> routes) => new()
    {
        Id = link.Name!,
        Name = link.Name!,
        Description = link.LinkInfo?.Kind ?? string.Empty,
        Index = link.Index,
        Mac = link.LinkType == "ether" ? (link.Address ?? string.Empty).Replace(":", string.Empty).ToUpperInvariant() : string.Empty,
        Medium = MediumOf(link),
        LinkUp = link.Flags?.Contains("LOWER_UP") == true,
        Speed = SpeedOf(link.Name!),
        Settings = new NicSettings
        {
            Up = link.Flags?.Contains("UP") == true,
            Addresses = (link.Addresses ?? []).Where(a => a.Family == "inet" && a.Local is not null).Select(a => a.ToAddress(link.Name!)).ToArray(),
            Routes = routes.Where(r => r.Device == link.Name && r.Destination is not null).Select(r => r.ToRoute()).ToArray(),
        },
    };

    private static NicMedium MediumOf(IpLink link)
    {
        if (link.LinkType == "loopback")
        {
            return NicMedium.Loopback;
        }

        if (Directory.Exists($"/sys/class/net/{link.Name}/wireless") || Directory.Exists($"/sys/class/net/{link.Name}/phy80211"))
        {
            return NicMedium.Wireless;
        }

        // Drivers of real cards set no kind; veth, bridge, bond, vlan, tun, wireguard and the like do.
        return link.LinkInfo?.Kind is not null ? NicMedium.Virtual : link.LinkType == "ether" ? NicMedium.Ethernet : NicMedium.Other;
    }

    private static long SpeedOf(string name)
    {
        try
        {
            string text = File.ReadAllText($"/sys/class/net/{name}/speed").Trim();
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long megabits) ? megabits * 1_000_000 : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A link that is down, and a card without the file, has no speed to tell.
            return 0;
        }
    }

    private static string Spell(NicRoute route) =>
        route.Destination + (route.HasGateway ? $" via {route.NextHop}" : string.Empty) + (route.Metric != 0 ? $" metric {route.Metric}" : string.Empty);

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint EffectiveUserId();
}
