using System;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Threading;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>The packets of one Ethernet protocol on one interface of a Linux host, without their Ethernet header. It needs root or CAP_NET_RAW.</summary>
internal sealed class LinuxPacketSocket : IDisposable
{
    private const int FamilyPacket = 17;
    private const int TypeDatagram = 2;
    private const int CloseOnExec = 0x80000;
    private const int SoAttachFilter = 26;
    private const int SoReceiveTimeout = 20;
    private const byte Outgoing = 4;
    private const int AddressLength = 20;

    private readonly int _handle;
    private readonly ushort _protocol;
    private readonly uint _index;
    private readonly byte[] _sender = new byte[AddressLength];

    private LinuxPacketSocket(int handle, ushort protocol, uint index)
    {
        _handle = handle;
        _protocol = protocol;
        _index = index;
    }

    /// <summary>Opens one, or gives null where there is no such thing or the user may not.</summary>
    /// <param name="device">The interface.</param>
    /// <param name="protocol">The Ethernet type, such as 0x0800.</param>
    /// <param name="filter">A classic BPF program over what follows the Ethernet header; each row is code, jump if true, jump if false, operand.</param>
    public static LinuxPacketSocket? TryOpen(string device, ushort protocol, (ushort Code, byte True, byte False, uint Operand)[]? filter = null)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
            return null;
        uint index = InterfaceIndex(device);

        // With protocol 0 nothing arrives before the filter is there and the interface is chosen.
        int handle = index == 0 ? -1 : OpenSocket(FamilyPacket, TypeDatagram | CloseOnExec, 0);
        if (handle < 0)
            return null;
        var packets = new LinuxPacketSocket(handle, protocol, index);
        if ((filter is null || packets.AttachFilter(filter)) && packets.SetTimeout() && packets.Bind())
            return packets;
        packets.Dispose();
        return null;
    }

    /// <summary>Waits a tenth of a second for a packet of somebody else's and returns its length; 0 when none came.</summary>
    public int Receive(byte[] buffer)
    {
        int senderLength = _sender.Length;
        int length = (int)ReceiveFrom(_handle, buffer, (IntPtr)buffer.Length, 0, _sender, ref senderLength);
        if (length < 0 && Marshal.GetLastWin32Error() is not (4 or 11))
            Thread.Sleep(100);
        return length < 0 || _sender[10] == Outgoing ? 0 : length;
    }

    /// <summary>Whose the last packet was.</summary>
    public PhysicalAddress Sender()
    {
        // sockaddr_ll: family 2, protocol 2, index 4, hatype 2, pkttype 1, halen 1, addr 8.
        var mac = new byte[Math.Min((int)_sender[11], 8)];
        Buffer.BlockCopy(_sender, 12, mac, 0, mac.Length);
        return new PhysicalAddress(mac);
    }

    /// <summary>Sends a packet to everybody on the wire; false when the system refuses, as on an interface without a link.</summary>
    public bool Broadcast(byte[] packet)
    {
        byte[] target = Address();
        target[11] = 6;
        for (int i = 12; i < 18; i++)
            target[i] = 0xFF;
        return SendTo(_handle, packet, (IntPtr)packet.Length, 0, target, target.Length) == (IntPtr)packet.Length;
    }

    public void Dispose() => _ = CloseSocket(_handle);

    private byte[] Address()
    {
        var address = new byte[AddressLength];
        BitConverter.GetBytes((ushort)FamilyPacket).CopyTo(address, 0);
        address[2] = (byte)(_protocol >> 8); // in network order
        address[3] = (byte)_protocol;
        BitConverter.GetBytes(_index).CopyTo(address, 4);
        return address;
    }

    private bool Bind()
    {
        byte[] address = Address();
        return BindSocket(_handle, address, address.Length) == 0;
    }

    private bool SetTimeout()
    {
        var time = new byte[2 * IntPtr.Size];
        BitConverter.GetBytes(100_000).CopyTo(time, IntPtr.Size);
        return LinuxCalls.SetOption(_handle, SoReceiveTimeout, time);
    }

    private bool AttachFilter((ushort Code, byte True, byte False, uint Operand)[] filter)
    {
        IntPtr code = Marshal.AllocHGlobal(8 * filter.Length);
        try
        {
            for (int i = 0; i < filter.Length; i++)
            {
                Marshal.WriteInt16(code, 8 * i, (short)filter[i].Code);
                Marshal.WriteByte(code, 8 * i + 2, filter[i].True);
                Marshal.WriteByte(code, 8 * i + 3, filter[i].False);
                Marshal.WriteInt32(code, 8 * i + 4, (int)filter[i].Operand);
            }

            // sock_fprog: a count of 16 bits, and a pointer at the next multiple of its own size.
            var program = new byte[2 * IntPtr.Size];
            BitConverter.GetBytes((ushort)filter.Length).CopyTo(program, 0);
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

    [DllImport("libc", EntryPoint = "sendto", SetLastError = true)]
    private static extern IntPtr SendTo(int socket, byte[] buffer, IntPtr length, int flags, byte[] target, int targetLength);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int CloseSocket(int socket);
}
