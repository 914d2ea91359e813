using System;
using System.Collections.Generic;
using System.Net;
using System.Net.NetworkInformation;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Finds network interfaces by the names that people use for them.</summary>
internal static class NetworkInterfaces
{
    /// <summary>The interface of that name (Windows: the alias, such as "Ethernet 2"; Linux: the device), or null.</summary>
    public static NetworkInterface? Find(string name)
    {
        StringComparison comparison = System.IO.Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        foreach (NetworkInterface nic in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (nic.Name.Equals(name, comparison))
                return nic;
        }

        return null;
    }

    public static bool HasAddress(NetworkInterface nic, IPAddress address)
    {
        foreach (UnicastIPAddressInformation own in nic.GetIPProperties().UnicastAddresses)
        {
            if (own.Address.Equals(address))
                return true;
        }

        return false;
    }

    /// <exception cref="InterfaceNotFoundException">No interface has that name.</exception>
    public static NetworkInterface Require(string name) => Find(name) ?? throw new InterfaceNotFoundException(name, Names());

    /// <exception cref="InterfaceNotFoundException">No interface has that name.</exception>
    /// <exception cref="AddressMissingException">It does not have the address.</exception>
    public static NetworkInterface Require(string name, IPAddress? address)
    {
        NetworkInterface nic = Require(name);
        if (address is not null && !HasAddress(nic, address))
            throw new AddressMissingException(address, name);
        return nic;
    }

    private static List<string> Names()
    {
        var names = new List<string>();
        foreach (NetworkInterface nic in NetworkInterface.GetAllNetworkInterfaces())
            names.Add(nic.Name);
        names.Sort(StringComparer.OrdinalIgnoreCase);
        return names;
    }
}
