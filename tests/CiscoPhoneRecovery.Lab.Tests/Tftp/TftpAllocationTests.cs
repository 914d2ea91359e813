using System;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Tftp;

/// <summary>Counts the bytes that the whole process allocates, so no other test may run beside it.</summary>
[CollectionDefinition(nameof(TftpAllocationTests), DisableParallelization = true)]
[Collection(nameof(TftpAllocationTests))]
[Trait("Area", "TFTP")]
public sealed class TftpAllocationTests
{
    [Theory]
    [InlineData(false, 16)]
    [InlineData(true, 96)] // the runtime's own SocketAddress in ReceiveFrom, which .NET Standard 2.0 has no way around
    public void A_block_costs_no_allocation_of_ours(bool plain, int most)
    {
        using var root = new TftpRoot(plain);
        Download(root);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long length = Download(root);
        long perBlock = (GC.GetTotalAllocatedBytes(precise: true) - before) / (length / 512);

        Assert.InRange(perBlock, 0, most); // what the transfer itself costs, spread over its 3,126 blocks
    }

    /// <summary>Reads a file without keeping it, and without an allocation a block of its own.</summary>
    private static long Download(TftpRoot root)
    {
        using var phone = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000 };
        phone.SendTo("\0\u0001jar42sccp.8-5-2TH1-9.sbn\0octet\0"u8.ToArray(), root.Server.EndPoint);
        EndPoint transfer = new IPEndPoint(IPAddress.Any, 0);
        phone.ReceiveFrom(new byte[600], ref transfer);
        phone.Connect(transfer);
        byte[] ack = { 0, 4, 0, 0 };
        byte[] data = new byte[600];
        long length = 512;
        for (int block = 1, count = 516; count == 516; length += count - 4)
        {
            ack[2] = (byte)(block >> 8);
            ack[3] = (byte)block++;
            phone.Send(ack);
            do
            {
                count = phone.Receive(data);
            }
            while (((data[2] << 8) | data[3]) != block);
        }

        return length;
    }
}
