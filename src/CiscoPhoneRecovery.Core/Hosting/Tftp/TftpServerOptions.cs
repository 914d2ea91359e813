using System.Net;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>What a TFTP server serves, and where.</summary>
public sealed record TftpServerOptions
{
    /// <summary>The files, as a rule a <see cref="DiskRoot"/>. The server does not dispose of it.</summary>
    public ITftpFiles? Files { get; init; }

    /// <summary>The address of the NIC to serve on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The request port, 0 to 65535; 0 takes any free one, see <see cref="TftpServer.EndPoint"/>.</summary>
    public int Port { get; init; } = 69;

    /// <summary>On Linux: packets are taken from, and sent through, this interface alone. Elsewhere the address decides.</summary>
    public string? InterfaceName { get; init; }

    /// <summary>
    /// Transfer ports, 2 to 16. A client's transfers take them in turn; two already tell a phone's next transfer from its last.
    /// </summary>
    public int TransferPorts { get; init; } = 2;

    /// <summary>The limits; null takes the defaults with the blksize limit of the interface's MTU.</summary>
    public TftpSettings? Settings { get; init; }

    /// <summary>Use the portable sockets on Linux and Windows too: for tests and measurements.</summary>
    public bool PlainSockets { get; init; }
}
