using System;
using System.Runtime.InteropServices;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Linux' calls that take and give many datagrams at once: recvmmsg(2), sendmmsg(2) and poll(2), for 64-bit systems.</summary>
internal static class LinuxDatagrams
{
    public const int DontWait = 0x40;

    public const short Readable = 1;

    /// <summary>True where the structures below have the layout of the C library's.</summary>
    public static bool Supported => RuntimeInformation.IsOSPlatform(OSPlatform.Linux) && IntPtr.Size == 8 && BitConverter.IsLittleEndian;

    [DllImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static extern int Receive(int socket, IntPtr messages, uint count, int flags, IntPtr timeout);

    [DllImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    public static extern int Send(int socket, IntPtr messages, uint count, int flags);

    [DllImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    public static extern int Poll(IntPtr descriptors, UIntPtr count, ref TimeSpec timeout, IntPtr signalMask);

    /// <summary>struct mmsghdr: a message and the octets that were received.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public IntPtr Name;
        public uint NameLength;
        public IntPtr Vectors;
        public UIntPtr VectorCount;
        public IntPtr Control;
        public UIntPtr ControlLength;
        public int Flags;
        private readonly int _padding; // the end of struct msghdr inside struct mmsghdr
        public uint Length;
        private readonly int _paddingAtEnd;
    }

    /// <summary>struct iovec: where the octets lie.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Vector
    {
        public IntPtr Base;
        public UIntPtr Length;
    }

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Socket;
        public short Events;
        public short Happened;
    }

    /// <summary>struct timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
