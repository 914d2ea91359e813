using System.IO;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>What the system says about an interface without any command being run.</summary>
/// <param name="Name">Alias or device name.</param>
/// <param name="Description">The maker's words (Windows), else the name.</param>
/// <param name="Type">By the system's own classes.</param>
/// <param name="Gateway">The default gateway reached through it, or null.</param>
/// <param name="LinuxKind">"wireless", "tun", "bridge" or "bond" on Linux where it is one of these, else null.</param>
public sealed record InterfaceFacts(string Name, string Description, NetworkInterfaceType Type, IPAddress? Gateway, string? LinuxKind)
{
    /// <exception cref="InterfaceNotFoundException">No interface has that name.</exception>
    public static InterfaceFacts Of(string name) => Of(NetworkInterfaces.Require(name));

    internal static InterfaceFacts Of(NetworkInterface nic) => new(
        nic.Name,
        nic.Description,
        nic.NetworkInterfaceType,
        GatewayOf(nic),
        RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? LinuxKindOf(nic.Name) : null);

    private static IPAddress? GatewayOf(NetworkInterface nic)
    {
        foreach (GatewayIPAddressInformation gateway in nic.GetIPProperties().GatewayAddresses)
        {
            if (gateway.Address.AddressFamily == AddressFamily.InterNetwork && !gateway.Address.Equals(IPAddress.Any))
                return gateway.Address;
        }

        return null;
    }

    // The kernel keeps a folder or file of its own for each of these.
    private static string? LinuxKindOf(string name)
    {
        string folder = "/sys/class/net/" + name;
        if (Directory.Exists(folder + "/wireless") || Directory.Exists(folder + "/phy80211"))
            return "wireless";
        if (File.Exists(folder + "/tun_flags"))
            return "tun";
        if (Directory.Exists(folder + "/bridge"))
            return "bridge";
        return Directory.Exists(folder + "/bonding") ? "bond" : null;
    }
}
