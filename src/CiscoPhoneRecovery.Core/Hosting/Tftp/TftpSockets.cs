using System.Net;
using System.Net.Sockets;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Opens the TFTP server's sockets: requests and transfers leave and arrive by the station's own address.</summary>
internal static class TftpSockets
{
    /// <summary>Room for the ACKs of a full pool at once, and more.</summary>
    private const int BufferBytes = 1024 * 1024;

    /// <exception cref="StationException">The port is taken or not allowed, or the address or interface is not there.</exception>
    public static Socket Open(IPAddress address, int port, string? interfaceName)
    {
        if (interfaceName is not null)
        {
            NetworkInterfaces.Require(interfaceName, address);
        }

        Socket socket = UdpBinding.OpenForAddress(address, port, interfaceName, BufferBytes);
        socket.SendBufferSize = BufferBytes;
        return socket;
    }
}
