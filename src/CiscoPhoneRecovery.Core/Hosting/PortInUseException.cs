using System;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>A UDP port that a server needs belongs to another program.</summary>
public sealed class PortInUseException : StationException
{
    /// <param name="port">The UDP port.</param>
    /// <param name="holder">The program that has it, such as "dnsmasq (process 812)"; null when the system does not tell.</param>
    /// <param name="innerException">What the system said.</param>
    public PortInUseException(int port, string? holder, Exception? innerException = null)
        : base(
            $"UDP port {port} is in use{(holder is null ? string.Empty : " by " + holder)}.",
            $"Stop {holder ?? "the other DHCP or TFTP program on this PC"} and start again.",
            innerException)
    {
        Port = port;
        Holder = holder;
    }

    public int Port { get; }

    public string? Holder { get; }
}
