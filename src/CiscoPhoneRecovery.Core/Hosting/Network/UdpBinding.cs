using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Opens UDP sockets that receive and send on one interface only, and turns the system's refusals into sentences.</summary>
public static class UdpBinding
{
    /// <summary>SIO_UDP_CONNRESET: whether an ICMP "port unreachable" fails a later receive with error 10054.</summary>
    private const int UdpConnectionReset = unchecked((int)0x9800000C);

    /// <summary>
    /// A socket that hears broadcasts of one interface. Windows delivers them to a socket bound to the interface's address; Linux only to
    /// one bound to 0.0.0.0, which is then tied to the device.
    /// </summary>
    /// <param name="address">The station's address on the interface.</param>
    /// <param name="port">The UDP port.</param>
    /// <param name="device">The interface's name, or null to bind the address alone (loopback).</param>
    /// <param name="receiveBuffer">Octets that the system shall keep for datagrams not yet read.</param>
    /// <exception cref="StationException">The port is taken or not allowed, or the address is not there.</exception>
    public static Socket OpenForBroadcasts(IPAddress address, int port, string? device, int receiveBuffer)
    {
        bool tie = device is not null && RuntimeInformation.IsOSPlatform(OSPlatform.Linux);
        return Open(tie ? IPAddress.Any : address, address, port, device, receiveBuffer);
    }

    /// <summary>A socket for what is sent to one address of one interface.</summary>
    /// <exception cref="StationException">The port is taken or not allowed, or the address is not there.</exception>
    public static Socket OpenForAddress(IPAddress address, int port, string? device, int receiveBuffer) =>
        Open(address, address, port, device, receiveBuffer);

    private static Socket Open(IPAddress bindTo, IPAddress address, int port, string? device, int receiveBuffer)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            Prepare(socket, receiveBuffer);
            socket.EnableBroadcast = true;
            if (device is not null && RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
                LinuxCalls.BindToDevice(socket, device!);
            socket.Bind(new IPEndPoint(bindTo, port));
            return socket;
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw Explain(error, address, port, device);
        }
    }

    /// <summary>Large buffer, no sharing of the port, no errors on receive for what an earlier datagram met.</summary>
    public static void Prepare(Socket socket, int receiveBuffer)
    {
        // Two hundred phones that start together send their DISCOVERs in one instant; the default buffer holds some 170.
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux) || !LinuxCalls.ForceReceiveBuffer(socket, receiveBuffer))
            socket.ReceiveBufferSize = receiveBuffer;
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            return;

        // Without it Windows lets a second program bind the same port more exactly, and the two share the phones.
        socket.ExclusiveAddressUse = true;
        socket.IOControl(UdpConnectionReset, new byte[4], null);
    }

    /// <summary>What a failed bind means for the user.</summary>
    public static StationException Explain(SocketException error, IPAddress address, int port, string? device) => error.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => new PortInUseException(port, PortOwner.Find(port), error),

        // Windows says "access denied" (10013) when another program holds the port exclusively; ports need no rights there.
        SocketError.AccessDenied when RuntimeInformation.IsOSPlatform(OSPlatform.Windows) =>
            new PortInUseException(port, PortOwner.Find(port), error),
        SocketError.AccessDenied => new PortAccessDeniedException(port, error),
        SocketError.AddressNotAvailable or SocketError.NetworkDown => new AddressMissingException(address, device, error),
        _ => new StationException($"UDP port {port} on {address} cannot be opened: {error.Message}.", null, error),
    };
}
