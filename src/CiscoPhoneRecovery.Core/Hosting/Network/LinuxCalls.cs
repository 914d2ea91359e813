using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>The few calls of Linux that .NET Standard has no name for.</summary>
internal static class LinuxCalls
{
    private const int SolSocket = 1;
    private const int SoReuseAddress = 2;
    private const int SoBindToDevice = 25;
    private const int SoReceiveBufferForce = 33;

    /// <summary>Ties a socket to one interface: it receives and sends there only.</summary>
    /// <exception cref="SocketException">The system refuses.</exception>
    public static void BindToDevice(Socket socket, string device)
    {
        byte[] name = Encoding.ASCII.GetBytes(device + "\0");
        if (SetSocketOption((int)socket.Handle, SolSocket, SoBindToDevice, name, name.Length) != 0)
            throw new SocketException(SocketErrorOf(Marshal.GetLastWin32Error()));
    }

    /// <summary>Sets the receive buffer beyond net.core.rmem_max, which only root may; false when it was refused.</summary>
    public static bool ForceReceiveBuffer(Socket socket, int octets)
    {
        byte[] value = BitConverter.GetBytes(octets);
        return SetSocketOption((int)socket.Handle, SolSocket, SoReceiveBufferForce, value, value.Length) == 0;
    }

    /// <summary>
    /// Lets the port be shared with programs that allow it too. .NET's own ReuseAddress sets SO_REUSEPORT as well, which would take
    /// unicast datagrams away from them.
    /// </summary>
    public static void ShareAddress(Socket socket) => SetOption((int)socket.Handle, SoReuseAddress, BitConverter.GetBytes(1));

    /// <summary>Sets an option of level SOL_SOCKET; false when it was refused.</summary>
    public static bool SetOption(int handle, int option, byte[] value) => SetSocketOption(handle, SolSocket, option, value, value.Length) == 0;

    [DllImport("libc", EntryPoint = "readlink", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    public static extern IntPtr ReadLink(string path, byte[] target, IntPtr size);

    [DllImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static extern int SetSocketOption(int socket, int level, int option, byte[] value, int length);

    private static int SocketErrorOf(int error) => error switch
    {
        1 or 13 => (int)SocketError.AccessDenied,
        19 => (int)SocketError.AddressNotAvailable,
        _ => (int)SocketError.SocketError,
    };
}
