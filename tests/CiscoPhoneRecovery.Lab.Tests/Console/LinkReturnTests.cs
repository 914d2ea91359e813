using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Console;

/// <summary>The station's interface goes in the middle of a recovery and comes back: both servers serve on, with no restart.</summary>
[Trait("Area", "TFTP")]
public sealed class LinkReturnTests
{
    [SkippableTheory]
    [InlineData("the link", "link set {0} down", "link set {0} up")]
    [InlineData("the address", "address del 10.1.1.2/24 dev {0}", "address add 10.1.1.2/24 dev {0}")]
    public void Phones_recover_although_the_station_loses(string what, string lose, string give)
    {
        using NetworkLab lab = NetworkLab.Create();
        string root = PhoneRecovery.MakeRoot(lab);
        using LabProcess station = PhoneRecovery.Serve(lab, root);
        using LabProcess phones = LabRunner.StartPhones(lab, 5);
        station.WaitForLine(line => line.Contains("\"state\":\"Downloading\"", StringComparison.Ordinal));
        Ip(lab, lose);
        Thread.Sleep(TimeSpan.FromSeconds(3));
        Assert.False(phones.HasExited, "the phones were recovered before " + what + " went");
        Ip(lab, give);
        LabResult result = phones.WaitForExit(120);
        Assert.True(result.ExitCode == 0, what + "\n" + result.All + string.Join('\n', station.Lines));
        Assert.False(station.HasExited);
    }

    [SkippableFact]
    public void A_new_device_of_the_same_name_is_served_on_and_so_is_a_transfer_whose_client_outlived_the_old_one()
    {
        NetworkLab.Need("tftp");
        NetworkLab.Need("udhcpc");
        using NetworkLab lab = NetworkLab.Create();
        string root = PhoneRecovery.MakeRoot(lab);
        byte[] large = new byte[120_000_000];
        new Random(1).NextBytes(large);
        File.WriteAllBytes(Path.Combine(root, "large.bin"), large);
        GiveBenchAddress(lab);
        using LabProcess station = PhoneRecovery.Serve(lab, root);
        string target = Path.Combine(lab.Folder, "large");
        using LabProcess phones = LabRunner.StartPhones(lab, 5);
        station.WaitForLine(line => line.Contains("\"state\":\"Downloading\"", StringComparison.Ordinal));
        using LabProcess client = lab.StartOnBench("tftp", "-m", "binary", "10.1.1.2", "-c", "get", "large.bin", target);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(target) && new FileInfo(target).Length > 0, TimeSpan.FromSeconds(5)));
        Assert.False(client.HasExited, "the file was not large enough");
        Ip(lab, "link delete {0}");
        phones.Kill(); // their sockets were tied to the bench's device, which went too
        Thread.Sleep(TimeSpan.FromSeconds(1));
        lab.Connect("10.1.1.2/24");
        GiveBenchAddress(lab);

        // tftp-hpa ends by itself when it happens to send in the moment without a device; a client that was waiting just then goes on.
        LabResult read = client.WaitForExit(60);
        bool couldNotSend = read.All.Contains("unreachable", StringComparison.OrdinalIgnoreCase) || read.All.Contains("tftp: ", StringComparison.Ordinal);
        if (!couldNotSend)
        {
            Assert.True(IsSame(Path.Combine(root, "large.bin"), target), "the transfer of before did not go on: " + read.All);
        }

        foreach (string name in new[] { "term42.default.loads", "jar42sccp.8-5-2TH1-9.sbn" })
        {
            string copy = Path.Combine(lab.Folder, name);
            LabResult result = lab.RunOnBench("tftp", "-m", "binary", "10.1.1.2", "-c", "get", name, copy);
            Assert.True(IsSame(Path.Combine(root, name), copy), result.All);
        }

        Assert.Contains("10.1.1.", lab.RunOnBench("udhcpc", "-f", "-q", "-n", "-i", lab.BenchInterface, "-V", "Cisco Systems, Inc.", "-s", "/bin/true").All);
        LabResult next = LabRunner.RunPhones(lab, 2, first: 40);
        Assert.True(next.ExitCode == 0, next.All);
    }

    private static void GiveBenchAddress(NetworkLab lab) => lab.RunOnBench("ip", "address", "add", "10.1.1.77/24", "dev", lab.BenchInterface);

    private static void Ip(NetworkLab lab, string command)
    {
        LabResult result = lab.RunOnStation("ip", string.Format(null, command, lab.StationInterface).Split(' ').ToArray());
        Assert.True(result.ExitCode == 0, result.All);
    }

    private static bool IsSame(string file, string copy) =>
        File.Exists(copy) && SHA256.HashData(File.ReadAllBytes(file)).SequenceEqual(SHA256.HashData(File.ReadAllBytes(copy)));
}
