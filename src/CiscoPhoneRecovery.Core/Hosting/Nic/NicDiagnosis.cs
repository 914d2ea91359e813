using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Linq;
using System.Net.NetworkInformation;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>Finds what on this PC would keep phones from being served. It reads and changes nothing; what cannot be read is told, and is no error.</summary>
public static class NicDiagnosis
{
    /// <summary>All of it: the firewall, the ports 67 and 69, other NICs on the same network.</summary>
    public static IReadOnlyList<NicObstacle> Of(INicConfigurator configurator, NicState nic, NicAddress address) =>
    [
        .. Firewall(configurator),
        .. new[] { 67, 69 }.Select(port => Port(configurator, port)).OfType<NicObstacle>(),
        .. OtherNics(configurator, nic, address),
    ];

    /// <summary>What stands against the firewall rules of this product, for the program that runs now.</summary>
    public static IReadOnlyList<NicObstacle> Firewall(INicConfigurator configurator)
    {
        string program = Program();
        return configurator.HasFirewall && program.Length > 0 ? Read("The firewall", () => Judge(configurator.Firewall(program), program)) : [];
    }

    /// <summary>Who has a UDP port; null when it is free, or held by this very process.</summary>
    public static NicObstacle? Port(INicConfigurator configurator, int port) =>
        Read($"UDP port {port}", () => configurator.HolderOf(port) is PortHolder holder && holder.ProcessId != Process.GetCurrentProcess().Id ? [Taken(port, holder)] : []).FirstOrDefault();

    private static IEnumerable<NicObstacle> OtherNics(INicConfigurator configurator, NicState nic, NicAddress address) => Read(
        "The other interfaces",
        () => NicFitness.Overlaps(nic, configurator.List(), address)
            .Select(o => new NicObstacle(
                $"The network of {address} is on {o.Other.Name} as well ({o.Address})",
                $"Answers may leave by the wrong interface: unplug or renumber {o.Other.Name}, or choose another network.")).ToList());

    private static NicObstacle Taken(int port, PortHolder holder) => new(
        $"UDP {port} is in use by {holder.Name}",
        "Stop that program or service: Internet Connection Sharing, Windows Deployment Services, another DHCP or TFTP server.");

    private static List<NicObstacle> Judge(FirewallFacts facts, string program)
    {
        var found = new List<NicObstacle>();
        if (facts.ShutProfiles.Count > 0)
        {
            found.Add(new NicObstacle(
                $"The firewall lets nothing in, whatever its rules say (profile {string.Join(", ", facts.ShutProfiles)})",
                "Switch \"Block all incoming connections\" off for as long as the recovery takes; where policy sets it, ask whoever keeps the policy."));
        }

        if (facts.InertProfiles.Count > 0)
        {
            found.Add(new NicObstacle(
                $"Group policy makes local firewall rules inert (profile {string.Join(", ", facts.InertProfiles)}), so UDP 67 and 69 stay shut",
                "Ask whoever keeps the policy for an inbound rule for UDP 67 and 69, or use a PC that is not in the domain."));
        }

        if (facts.BlockRules.Count > 0)
        {
            found.Add(new NicObstacle(
                $"The firewall blocks '{program}' by the rule {string.Join(", ", facts.BlockRules.Select(r => $"'{r}'"))}, which beats every rule that allows",
                "Somebody once cancelled the firewall's question: disable that rule (Disable-NetFirewallRule -DisplayName)."));
        }

        return found;
    }

    private static IReadOnlyList<NicObstacle> Read(string what, Func<IReadOnlyList<NicObstacle>> look)
    {
        try
        {
            return look();
        }
        catch (Exception e) when (e is NicException or NetworkInformationException)
        {
            return [new NicObstacle($"{what} could not be examined ({e.Message.TrimEnd('.')})", "If phones are not heard, look there first.")];
        }
    }

    private static string Program()
    {
        try
        {
            return Process.GetCurrentProcess().MainModule?.FileName ?? string.Empty;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            // The system does not tell; then nobody can ask after rules for it.
            return string.Empty;
        }
    }
}
