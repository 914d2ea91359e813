using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Opens the server's UDP sockets with what each system needs.</summary>
internal static class TftpSockets
{
    /// <summary>Room for the ACKs of a full pool at once, and more.</summary>
    private const int BufferBytes = 1024 * 1024;

    /// <exception cref="PortInUseException">Another program has the port.</exception>
    /// <exception cref="StationException">The address or interface is not there, or rights are missing.</exception>
    public static Socket Open(IPAddress address, int port, string? interfaceName)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            {
                PrepareOnWindows(socket);
            }
            else if (interfaceName is not null && RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
            {
                BindToInterface(socket, interfaceName);
            }

            socket.ReceiveBufferSize = BufferBytes;
            socket.SendBufferSize = BufferBytes;
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw Explain(e, address, port);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void PrepareOnWindows(Socket socket)
    {
        // A client that closes its port would else make the next receive fail with 10054 (SIO_UDP_CONNRESET).
        const int UdpConnectionReset = unchecked((int)0x9800000C);
        socket.IOControl(UdpConnectionReset, new byte[4], null);

        // Else a program under the same account could share the port unnoticed.
        socket.ExclusiveAddressUse = true;
    }

    private static void BindToInterface(Socket socket, string interfaceName)
    {
        const int SocketLevel = 1;
        const int BindToDevice = 25;
        byte[] name = Encoding.ASCII.GetBytes(interfaceName + "\0");
        if (setsockopt((int)socket.Handle, SocketLevel, BindToDevice, name, (uint)name.Length) != 0)
        {
            int error = Marshal.GetLastWin32Error();
            throw new StationException(
                $"The TFTP server cannot be tied to interface {interfaceName} (error {error}).",
                "Check the interface's name, and run as root.");
        }
    }

    private static StationException Explain(SocketException e, IPAddress address, int port) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => new PortInUseException(port, UdpPortHolder.Find(port), e),

        // Windows says "access denied" when another user's program holds the port for itself; elsewhere rights are missing.
        SocketError.AccessDenied when RuntimeInformation.IsOSPlatform(OSPlatform.Windows) =>
            new PortInUseException(port, UdpPortHolder.Find(port), e),
        SocketError.AccessDenied => new StationException(
            $"UDP port {port} may not be opened.", "Ports below 1024 need root, or the capability CAP_NET_BIND_SERVICE.", e),
        SocketError.AddressNotAvailable => new StationException(
            $"This PC has no address {address}.", "Give the NIC that address first, and check that its link is up.", e),
        _ => new StationException($"The TFTP server cannot listen on {address}:{port}: {e.Message}", "Check the NIC and its address.", e),
    };

    [DllImport("libc", SetLastError = true)]
    private static extern int setsockopt(int socket, int level, int option, byte[] value, uint length);
}
