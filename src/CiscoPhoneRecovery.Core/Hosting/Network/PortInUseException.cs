using System;
using System.Diagnostics;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Another program has the UDP port.</summary>
public sealed class PortInUseException : StationException
{
    public PortInUseException(int port, string? owner, Exception? inner = null)
        : base(Describe(port, owner), Advise(owner), inner)
    {
        Port = port;
        Owner = owner;
    }

    /// <summary>The UDP port.</summary>
    public int Port { get; }

    /// <summary>The program that has it, as "name (pid 123)", or null where the system does not tell.</summary>
    public string? Owner { get; }

    private static string Describe(int port, string? owner)
    {
        string what = port switch
        {
            67 => "another DHCP server, or Internet Connection Sharing",
            69 => "another TFTP server",
            _ => "another program",
        };
        return owner is null
            ? $"UDP port {port} is in use by {what}."
            : $"UDP port {port} is in use by {owner}.";
    }

    private static string Advise(string? owner) => owner is not null && owner.Contains($"(process {Process.GetCurrentProcess().Id})")
        ? "That is a server of this very program: stop it first; in PowerShell, Get-Job shows it and Stop-Job ends it."
        : "Stop that program and start again.";
}
