using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using CiscoPhoneRecovery.Hosting;

namespace CiscoPhoneRecovery.Lab.Runner;

/// <summary>
/// `lab-runner --allocation FILE [--plain]`: fetches a file from a TFTP server in this process over loopback, and writes how many bytes
/// the process allocated a block.
/// </summary>
internal static class AllocationCount
{
    private const int BlockSize = 512;

    public static int Run(string file, bool plain)
    {
        using var root = new DiskRoot(Path.GetDirectoryName(file)!);
        using var server = new TftpServer(
            new TftpServerOptions { Files = root, Address = IPAddress.Loopback, Port = 0, PlainSockets = plain }, _ => { });
        server.Start();
        Download(server.EndPoint, Path.GetFileName(file)); // every method has been compiled, every buffer made
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long length = Download(server.EndPoint, Path.GetFileName(file));
        Console.WriteLine($"{(GC.GetTotalAllocatedBytes(precise: true) - before) / (length / BlockSize)} bytes a block, {length} bytes fetched");
        return length == new FileInfo(file).Length ? 0 : 1;
    }

    /// <summary>Reads a file without keeping it, and without an allocation a block of its own.</summary>
    private static long Download(IPEndPoint server, string name)
    {
        using var phone = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        phone.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        phone.SendTo(System.Text.Encoding.ASCII.GetBytes($"\0\u0001{name}\0octet\0"), server);
        EndPoint transfer = new IPEndPoint(IPAddress.Any, 0);
        byte[] data = new byte[600];
        int count = phone.ReceiveFrom(data, ref transfer);
        phone.Connect(transfer);
        byte[] ack = { 0, 4, 0, 0 };
        long length = 0;
        for (int block = 1; ; block++)
        {
            length += count - 4;
            ack[2] = (byte)(block >> 8);
            ack[3] = (byte)block;
            phone.Send(ack);
            if (count < BlockSize + 4)
            {
                return length;
            }

            do
            {
                count = phone.Receive(data);
            }
            while (((data[2] << 8) | data[3]) != (ushort)(block + 1));
        }
    }
}
