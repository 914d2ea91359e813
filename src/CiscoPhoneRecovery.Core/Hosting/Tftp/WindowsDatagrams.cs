using System;
using System.Runtime.InteropServices;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Winsock's recvfrom and sendto, without the objects that the class library makes for each datagram.</summary>
internal static class WindowsDatagrams
{
    /// <summary>WSAEMSGSIZE: the datagram was longer than the buffer, and the rest of it is lost.</summary>
    public const int MessageTooLong = 10040;

    /// <summary>WSAENETRESET: an earlier datagram's time to live ran out on its way.</summary>
    public const int NetworkReset = 10052;

    /// <summary>WSAECONNRESET: the port that an earlier datagram went to is closed.</summary>
    public const int ConnectionReset = 10054;

    public static bool Supported => RuntimeInformation.IsOSPlatform(OSPlatform.Windows) && BitConverter.IsLittleEndian;

    [DllImport("ws2_32.dll", EntryPoint = "recvfrom", SetLastError = true)]
    public static extern int Receive(IntPtr socket, IntPtr buffer, int length, int flags, ref SocketAddressV4 from, ref int fromLength);

    [DllImport("ws2_32.dll", EntryPoint = "sendto", SetLastError = true)]
    public static extern int Send(IntPtr socket, IntPtr buffer, int length, int flags, ref SocketAddressV4 to, int toLength);
}
