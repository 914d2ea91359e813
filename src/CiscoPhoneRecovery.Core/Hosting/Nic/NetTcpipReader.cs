using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>Reads NICs through the Get-Net commands of Windows.</summary>
internal sealed class NetTcpipReader
{
    private const string Index = NetTcpipQuery.Index;

    private readonly NetTcpipQuery _query;

    public NetTcpipReader(NetTcpipQuery query) => _query = query;

    public IReadOnlyList<NicState> List() => Adapters().Select(ToState).ToList();

    public NicState? Read(string id) =>
        Adapters().FirstOrDefault(a => string.Equals(a["InterfaceGuid"], id, StringComparison.OrdinalIgnoreCase)) is { } adapter ? ToState(adapter) : null;

    public NicAddressState StateOf(NicState nic, NicAddress address)
    {
        string? state = _query.Get("Get-NetIPAddress", nic.Index, [("AddressFamily", "IPv4")], "IPAddress", "AddressState")
            .FirstOrDefault(a => a["IPAddress"] == address.Address)?["AddressState"];
        return state switch
        {
            null or "Invalid" or "0" => NicAddressState.Absent,
            "Duplicate" or "2" => NicAddressState.Duplicate,
            "Preferred" or "4" => NicAddressState.Preferred,
            _ => NicAddressState.Tentative,
        };
    }

    public string? Neighbour(NicState nic, string address)
    {
        if (!_query.Commands.Exists("Get-NetNeighbor"))
        {
            return null;
        }

        string? mac = _query.Get("Get-NetNeighbor", nic.Index, [("AddressFamily", "IPv4")], "IPAddress", "LinkLayerAddress")
            .FirstOrDefault(n => n["IPAddress"] == address)?["LinkLayerAddress"];
        return string.IsNullOrEmpty(mac) || mac!.All(c => c is '0' or '-') ? null : mac;
    }

    private IReadOnlyList<IReadOnlyDictionary<string, string?>> Adapters() => _query.Get(
        "Get-NetAdapter", null, [], "Name", "InterfaceDescription", Index, "InterfaceGuid", "MacAddress", "Status", "MediaType", "PhysicalMediaType", "Virtual", "HardwareInterface", "Speed");

    private NicState ToState(IReadOnlyDictionary<string, string?> adapter)
    {
        int index = Number(adapter[Index]);
        bool disabled = adapter["Status"] is "Disabled" or "Not Present";
        return new NicState
        {
            Id = adapter["InterfaceGuid"] ?? string.Empty,
            Name = adapter["Name"] ?? string.Empty,
            Description = adapter["InterfaceDescription"] ?? string.Empty,
            Index = index,
            Mac = (adapter["MacAddress"] ?? string.Empty).Replace("-", string.Empty).Replace(":", string.Empty).ToUpperInvariant(),
            Medium = MediumOf(adapter),
            LinkUp = adapter["Status"] == "Up",
            Disabled = disabled,
            Speed = long.TryParse(adapter["Speed"], NumberStyles.None, CultureInfo.InvariantCulture, out long speed) ? speed : 0,
            Settings = disabled ? new NicSettings { Up = false } : Settings(index),
        };
    }

    private NicSettings Settings(int index)
    {
        (string, object)[] ipv4 = [("AddressFamily", "IPv4")];
        IReadOnlyDictionary<string, string?>? ip = _query.Get("Get-NetIPInterface", index, ipv4, "Dhcp", "InterfaceMetric", "AutomaticMetric").FirstOrDefault();
        return new NicSettings
        {
            Dhcp = ip is not null && ip["Dhcp"] is "Enabled" or "1",
            Metric = ip is null || ip["AutomaticMetric"] is "Enabled" or "1" ? null : Number(ip["InterfaceMetric"]),
            Addresses = _query.Get("Get-NetIPAddress", index, ipv4, "IPAddress", "PrefixLength", "PrefixOrigin", "SkipAsSource").Select(ToAddress)
                .OrderBy(a => a.Address, StringComparer.Ordinal).ToArray(),
            Routes = Routes(index, ipv4).ToArray(),
            DnsServers = _query.Get("Get-DnsClientServerAddress", index, ipv4, "ServerAddresses")
                .SelectMany(d => (d["ServerAddresses"] ?? string.Empty).Split([','], StringSplitOptions.RemoveEmptyEntries)).ToArray(),
        };
    }

    /// <summary>
    /// What an administrator set is in the persistent store; a gateway that only the active store has came from DHCP. Writing the latter
    /// back by hand would leave a second gateway for ever.
    /// </summary>
    private List<NicRoute> Routes(int index, (string, object)[] ipv4)
    {
        string[] properties = ["DestinationPrefix", "NextHop", "RouteMetric"];
        List<NicRoute> manual = _query.Get("Get-NetRoute", index, [.. ipv4, ("PolicyStore", "PersistentStore")], properties).Select(r => ToRoute(r, false)).ToList();
        IEnumerable<NicRoute> active = _query.Get("Get-NetRoute", index, ipv4, properties).Select(r => ToRoute(r, true));
        return manual
            .Concat(active.Where(r => r.HasGateway && !manual.Any(m => m.Destination == r.Destination && m.NextHop == r.NextHop)))
            .OrderBy(r => r.Destination, StringComparer.Ordinal).ThenBy(r => r.NextHop, StringComparer.Ordinal).ToList();
    }

    private static NicMedium MediumOf(IReadOnlyDictionary<string, string?> adapter)
    {
        string physical = adapter["PhysicalMediaType"] ?? string.Empty;
        if (physical.IndexOf("802.11", StringComparison.Ordinal) >= 0 || physical.StartsWith("Wireless", StringComparison.OrdinalIgnoreCase))
        {
            return NicMedium.Wireless;
        }

        if (IsTrue(adapter["Virtual"]) || adapter["HardwareInterface"] is string hardware && !IsTrue(hardware))
        {
            return NicMedium.Virtual;
        }

        bool ethernet = adapter["MediaType"] is "802.3" && physical is "802.3" or "Unspecified" or "";
        return ethernet ? NicMedium.Ethernet : NicMedium.Other;
    }

    private static NicAddress ToAddress(IReadOnlyDictionary<string, string?> address) => new()
    {
        Address = address["IPAddress"] ?? string.Empty,
        PrefixLength = Number(address["PrefixLength"]),
        Automatic = address["PrefixOrigin"] is not ("Manual" or "1"),
        SkipAsSource = IsTrue(address["SkipAsSource"]),
    };

    private static NicRoute ToRoute(IReadOnlyDictionary<string, string?> route, bool automatic) => new()
    {
        Destination = route["DestinationPrefix"] ?? string.Empty,
        NextHop = route["NextHop"] ?? "0.0.0.0",
        Metric = Number(route["RouteMetric"]),
        Automatic = automatic,
    };

    private static bool IsTrue(string? text) => string.Equals(text, "True", StringComparison.OrdinalIgnoreCase);

    private static int Number(string? text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
