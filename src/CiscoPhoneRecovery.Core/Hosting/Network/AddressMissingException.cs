using System;
using System.Net;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>The interface does not have the station's address, or not yet.</summary>
public sealed class AddressMissingException : StationException
{
    public AddressMissingException(IPAddress address, string? interfaceName, Exception? inner = null)
        : base(Describe(address, interfaceName), Advise(address, interfaceName), inner)
    {
        Address = address;
        InterfaceName = interfaceName;
    }

    public IPAddress Address { get; }

    /// <summary>Null when no interface was named.</summary>
    public string? InterfaceName { get; }

    private static string Describe(IPAddress address, string? name) => name is null
        ? $"This computer has no address {address}."
        : $"Interface '{name}' does not have the address {address}.";

    private static string? Advise(IPAddress address, string? name) => name is null
        ? null
        : $"Plug its cable in and give it the address: Set-RecoveryNic in PowerShell, --set-nic of recover, or on Linux 'ip address add {address}/24 dev {name}'.";
}
