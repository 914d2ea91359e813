using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>
/// NICs of Windows through the commands of NetTCPIP, NetAdapter, DnsClient and NetSecurity (Windows 8, Server 2012 and later). Changes are
/// persistent, because a PC may well be restarted in the middle of a recovery; the snapshot is what undoes them.
/// </summary>
public sealed class NetTcpipNicConfigurator : INicConfigurator
{
    private readonly INetCommands _commands;
    private readonly NetTcpipReader _reader;
    private readonly NetTcpipFirewallReader _firewall;
    private readonly NetTcpipPortReader _ports;

    public NetTcpipNicConfigurator(INetCommands commands)
    {
        _commands = commands;
        var query = new NetTcpipQuery(commands);
        _reader = new NetTcpipReader(query);
        _firewall = new NetTcpipFirewallReader(query);
        _ports = new NetTcpipPortReader(query);
    }

    public string Name => "NetTCPIP";

    public bool IsElevated => RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? IsUserAnAdmin() : EffectiveUserId() == 0;

    public bool HasFirewall => _commands.Exists("New-NetFirewallRule");

    /// <summary>The commands decide, not the name of the system.</summary>
    public static bool IsOfferedBy(INetCommands commands) => commands.Exists("New-NetIPAddress") && commands.Exists("Get-NetAdapter");

    public IReadOnlyList<NicState> List() => _reader.List();

    public NicState? Read(string id) => _reader.Read(id);

    public void SetUp(NicState nic, bool up) => throw new NotSupportedException("An adapter that is switched off is refused, so it never has to be switched on.");

    public void SetDhcp(NicState nic, bool enabled) => Change("Set-NetIPInterface", nic, ("AddressFamily", "IPv4"), ("Dhcp", enabled ? "Enabled" : "Disabled"));

    public void AddAddress(NicState nic, NicAddress address)
    {
        var parameters = new List<(string, object)>
        {
            ("IPAddress", address.Address),
            ("PrefixLength", (byte)address.PrefixLength),
            ("AddressFamily", "IPv4"),
        };
        if (address.SkipAsSource)
        {
            parameters.Add(("SkipAsSource", true));
        }

        Change("New-NetIPAddress", nic, parameters.ToArray());
    }

    public void RemoveAddress(NicState nic, NicAddress address) => Change("Remove-NetIPAddress", nic, ("IPAddress", address.Address), ("AddressFamily", "IPv4"));

    public void AddRoute(NicState nic, NicRoute route) => Change(
        "New-NetRoute", nic, ("DestinationPrefix", route.Destination), ("NextHop", route.NextHop), ("RouteMetric", (ushort)route.Metric));

    public void RemoveRoute(NicState nic, NicRoute route) =>
        Change("Remove-NetRoute", nic, ("DestinationPrefix", route.Destination), ("NextHop", route.NextHop));

    public void SetDnsServers(NicState nic, IReadOnlyList<string> servers) => Change(
        "Set-DnsClientServerAddress", nic, servers.Count == 0 ? ("ResetServerAddresses", true) : ("ServerAddresses", (object)servers.ToArray()));

    public void SetMetric(NicState nic, int? metric) => Change(
        "Set-NetIPInterface", nic, ("AddressFamily", "IPv4"), metric is int value ? ("InterfaceMetric", (uint)value) : ("AutomaticMetric", (object)"Enabled"));

    public NicAddressState StateOf(NicState nic, NicAddress address) => _reader.StateOf(nic, address);

    public string? Neighbour(NicState nic, string address) => _reader.Neighbour(nic, address);

    public void AddFirewallRule(NicState nic, FirewallRule rule)
    {
        if (FirewallRules().Contains(rule.Name, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        Change(
            "New-NetFirewallRule",
            null,
            ("Name", rule.Name),
            ("DisplayName", rule.DisplayName),
            ("Group", FirewallRule.Group),
            ("Direction", "Inbound"),
            ("Action", "Allow"),
            ("Protocol", "UDP"),
            ("LocalPort", new[] { rule.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) }),
            // A network without a gateway is "unidentified" and so counts as public.
            ("Profile", "Any"),
            ("InterfaceAlias", EscapeWildcards(nic.Name)));
    }

    public void RemoveFirewallRule(string name)
    {
        if (HasFirewall && FirewallRules().Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            Change("Remove-NetFirewallRule", null, ("Name", name));
        }
    }

    public IReadOnlyList<string> FirewallRules() => HasFirewall ? _firewall.OwnRules() : [];

    public FirewallFacts Firewall(string program) => HasFirewall ? _firewall.Facts(program) : FirewallFacts.Open;

    public PortHolder? HolderOf(int port) => _ports.HolderOf(port);

    public void Dispose() => _commands.Dispose();

    /// <summary>The command takes a pattern, and "Ethernet [2]" is a name that people give.</summary>
    private static string EscapeWildcards(string name) => string.Concat(name.Select(c => c is '*' or '?' or '[' or ']' or '`' ? "`" + c : c.ToString()));

    private void Change(string command, NicState? nic, params (string Name, object Value)[] parameters)
    {
        Dictionary<string, object> all = parameters.ToDictionary(p => p.Name, p => p.Value);
        if (nic is not null)
        {
            all["InterfaceIndex"] = (uint)nic.Index;
        }

        try
        {
            _commands.Invoke(command, all);
        }
        catch (NetCommandException e)
        {
            throw new NicException(
                e.IsDenied ? NicFault.NotElevated : NicFault.NicChangeFailed,
                $"{command} failed: {e.Message}",
                e.IsDenied
                    ? "Start PowerShell with \"Run as administrator\"."
                    : "See the message of the command. An address that \"already exists\" may be on an adapter that is hidden or unplugged.",
                e);
        }
    }

    [DllImport("shell32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool IsUserAnAdmin();

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint EffectiveUserId();
}
