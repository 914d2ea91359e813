using System.Runtime.InteropServices;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>struct sockaddr_in of Linux and of Windows, where AF_INET is 2 on both; port and address in network order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SocketAddressV4
{
    /// <summary>Octets.</summary>
    public const int Size = 16;

    private const ushort InternetFamily = 2;

    private ushort _family;
    private ushort _port;
    private uint _address;
    private readonly ulong _zero;

    /// <summary>The same on a little-endian machine, where both systems' structures are used.</summary>
    public TftpPeer Peer
    {
        readonly get => new(Swap(_address), Swap(_port));
        set
        {
            _family = InternetFamily;
            _port = Swap(value.Port);
            _address = Swap(value.Address);
        }
    }

    private static uint Swap(uint value) =>
        (value << 24) | ((value & 0xff00) << 8) | ((value >> 8) & 0xff00) | (value >> 24);

    private static ushort Swap(ushort value) => (ushort)((value << 8) | (value >> 8));
}
