using System;
using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// The UDP datagrams from port 67 that arrive on one interface of a Linux host, with the hardware address of their sender. A filter in the
/// kernel lets nothing else through, so that the TFTP traffic beside it costs nothing here.
/// </summary>
internal sealed class LinuxPacketSocket : IDisposable
{
    private const int FamilyPacket = 17;
    private const int TypeDatagram = 2;
    private const int CloseOnExec = 0x80000;
    private const ushort ProtocolIpInNetworkOrder = 0x0008;
    private const int SoAttachFilter = 26;
    private const int SoReceiveTimeout = 20;
    private const byte Outgoing = 4;
    private const int UdpHeaderLength = 8;

    // Classic BPF over the IP header: UDP, no later fragment, source port 67. Each row is code, jump if true, jump if false, operand.
    private static readonly (ushort Code, byte True, byte False, uint Operand)[] FromServerPort =
    {
        (0x30, 0, 0, 9),
        (0x15, 0, 6, 17),
        (0x28, 0, 0, 6),
        (0x45, 4, 0, 0x1FFF),
        (0xB1, 0, 0, 0),
        (0x48, 0, 0, 0),
        (0x15, 0, 1, 67),
        (0x06, 0, 0, 65535),
        (0x06, 0, 0, 0),
    };

    private readonly int _handle;
    private readonly byte[] _sender = new byte[20];

    private LinuxPacketSocket(int handle) => _handle = handle;

    /// <summary>Opens one, or gives null where there is no such thing or the user may not.</summary>
    public static LinuxPacketSocket? TryOpen(string device)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
            return null;
        uint index = InterfaceIndex(device);
        int handle = index == 0 ? -1 : OpenSocket(FamilyPacket, TypeDatagram | CloseOnExec, 0);
        if (handle < 0)
            return null;
        var packets = new LinuxPacketSocket(handle);
        if (packets.AttachFilter() && packets.SetTimeout() && packets.Bind(index))
            return packets;
        packets.Dispose();
        return null;
    }

    /// <summary>The next datagram, or null when none came within a tenth of a second.</summary>
    public OverheardMessage? Receive(byte[] buffer)
    {
        int senderLength = _sender.Length;
        int length = (int)ReceiveFrom(_handle, buffer, (IntPtr)buffer.Length, 0, _sender, ref senderLength);
        if (length < 0 && Marshal.GetLastWin32Error() is not (4 or 11))
            System.Threading.Thread.Sleep(100);

        // sockaddr_ll: family 2, protocol 2, index 4, hatype 2, pkttype 1, halen 1, addr 8.
        if (length < 20 || _sender[10] == Outgoing)
            return null;
        int header = (buffer[0] & 0xF) * 4 + UdpHeaderLength;
        int hardware = Math.Min((int)_sender[11], 8);
        int udp = header - UdpHeaderLength + 4;
        if (header > length)
            return null;
        int payload = Math.Min(length - header, Math.Max(0, ((buffer[udp] << 8) | buffer[udp + 1]) - UdpHeaderLength));
        var datagram = new byte[payload];
        Buffer.BlockCopy(buffer, header, datagram, 0, payload);
        var mac = new byte[hardware];
        Buffer.BlockCopy(_sender, 12, mac, 0, hardware);
        var source = new IPAddress(new[] { buffer[12], buffer[13], buffer[14], buffer[15] });
        return new OverheardMessage(datagram, source, new PhysicalAddress(mac));
    }

    public void Dispose() => _ = CloseSocket(_handle);

    private bool Bind(uint index)
    {
        var address = new byte[20];
        BitConverter.GetBytes((ushort)FamilyPacket).CopyTo(address, 0);
        BitConverter.GetBytes(ProtocolIpInNetworkOrder).CopyTo(address, 2);
        BitConverter.GetBytes(index).CopyTo(address, 4);
        return BindSocket(_handle, address, address.Length) == 0;
    }

    private bool SetTimeout()
    {
        var time = new byte[2 * IntPtr.Size];
        BitConverter.GetBytes(100_000).CopyTo(time, IntPtr.Size);
        return LinuxCalls.SetOption(_handle, SoReceiveTimeout, time);
    }

    private bool AttachFilter()
    {
        IntPtr code = Marshal.AllocHGlobal(8 * FromServerPort.Length);
        try
        {
            for (int i = 0; i < FromServerPort.Length; i++)
            {
                Marshal.WriteInt16(code, 8 * i, (short)FromServerPort[i].Code);
                Marshal.WriteByte(code, 8 * i + 2, FromServerPort[i].True);
                Marshal.WriteByte(code, 8 * i + 3, FromServerPort[i].False);
                Marshal.WriteInt32(code, 8 * i + 4, (int)FromServerPort[i].Operand);
            }

            // sock_fprog: a count of 16 bits, and a pointer at the next multiple of its own size.
            var program = new byte[2 * IntPtr.Size];
            BitConverter.GetBytes((ushort)FromServerPort.Length).CopyTo(program, 0);
            byte[] pointer = IntPtr.Size == 8 ? BitConverter.GetBytes(code.ToInt64()) : BitConverter.GetBytes(code.ToInt32());
            pointer.CopyTo(program, IntPtr.Size);
            return LinuxCalls.SetOption(_handle, SoAttachFilter, program);
        }
        finally
        {
            Marshal.FreeHGlobal(code);
        }
    }

    [DllImport("libc", EntryPoint = "if_nametoindex", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern uint InterfaceIndex(string device);

    [DllImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static extern int OpenSocket(int family, int type, int protocol);

    [DllImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static extern int BindSocket(int socket, byte[] address, int length);

    [DllImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
    private static extern IntPtr ReceiveFrom(int socket, byte[] buffer, IntPtr length, int flags, byte[] sender, ref int senderLength);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int CloseSocket(int socket);
}
