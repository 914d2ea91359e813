using System;
using System.IO;
using System.Linq;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Tftp;

/// <summary>What depends on the size of packets on a real interface.</summary>
[Trait("Area", "TFTP")]
public sealed class TftpWireSizeTests
{
    [SkippableTheory]
    [Trait("Checklist", "T08")]
    [InlineData(1500, 1468)]
    [InlineData(1200, 1168)]
    public void The_block_size_is_held_to_what_the_interface_carries_in_one_packet(int mtu, int blockSize)
    {
        NetworkLab.Need("atftp");
        using NetworkLab lab = NetworkLab.Create();
        foreach (LabResult set in new[]
        {
            lab.RunOnStation("ip", "link", "set", lab.StationInterface, "mtu", $"{mtu}"),
            lab.RunOnBench("ip", "address", "add", "10.1.1.77/24", "dev", lab.BenchInterface),
        })
        {
            Assert.True(set.ExitCode == 0, set.All);
        }

        string root = Directory.CreateDirectory(Path.Combine(lab.Folder, "root")).FullName;
        byte[] content = new byte[10_000];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(Path.Combine(root, "file"), content);
        using LabProcess server = LabRunner.StartWithoutWaiting(lab, "--tftp", root);
        server.WaitForLine(line => line == "ready");
        string copy = Path.Combine(lab.Folder, "copy");
        LabResult result = lab.RunOnBench("atftp", "--option", "blksize 8192", "--trace", "--verbose", "-g", "-r", "file", "-l", copy, "10.1.1.2");

        Assert.Contains($"blksize: {blockSize}", result.All);
        Assert.True(content.SequenceEqual(File.ReadAllBytes(copy)), result.All);
    }

    [SkippableFact]
    [Trait("Checklist", "T23")]
    public void A_request_longer_than_any_is_answered_with_ERROR_4_and_the_server_lives()
    {
        using var root = new TftpRoot();
        using var phone = new System.Net.Sockets.UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0)) { Client = { ReceiveTimeout = 5000 } };
        foreach (int length in new[] { 513, 1024, 1400 })
        {
            byte[] request = Enumerable.Repeat((byte)'a', length).ToArray();
            "\0\u0001"u8.CopyTo(request);
            phone.Send(request, root.Server.EndPoint);
            System.Net.IPEndPoint? from = null;
            byte[] answer = phone.Receive(ref from);
            Assert.Equal((5, 4), (answer[1], answer[3]));
        }

        phone.Send("\0\u0001one.bin\0octet\0"u8, root.Server.EndPoint);
        System.Net.IPEndPoint? transfer = null;
        Assert.Equal(5, phone.Receive(ref transfer).Length);
    }
}
