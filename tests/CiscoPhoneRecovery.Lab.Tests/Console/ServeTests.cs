using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Console;

/// <summary>phone-recovery serve, on a wire, for clients that nobody here wrote and for software phones.</summary>
public sealed class ServeTests
{
    private const int Sigint = 2;
    private const int Sigterm = 15;

    [SkippableTheory]
    [InlineData("tftp", "tftp-hpa", "tftp -m binary 10.1.1.2 -c get {0} {1}")]
    [InlineData("atftp", "atftp without options", "atftp -g -r {0} -l {1} 10.1.1.2 69")]
    [InlineData("atftp", "atftp with options", "atftp --option 'blksize 1428' --option 'windowsize 8' --option 'tsize' -g -r {0} -l {1} 10.1.1.2 69")]
    [InlineData("curl", "curl", "curl -s --max-time 20 -o {1} tftp://10.1.1.2/{0}")]
    [InlineData("curl", "curl without options", "curl -s --max-time 20 --tftp-no-options -o {1} tftp://10.1.1.2/{0}")]
    [InlineData("busybox", "busybox", "busybox tftp -g -r {0} -l {1} 10.1.1.2")]
    public void Every_file_of_the_root_arrives_byte_for_byte(string program, string client, string command)
    {
        NetworkLab.Need(program);
        using NetworkLab lab = NetworkLab.Create();
        lab.RunOnBench("ip", "address", "add", "10.1.1.77/24", "dev", lab.BenchInterface);
        string root = PhoneRecovery.MakeRoot(lab);
        using LabProcess station = PhoneRecovery.Serve(lab, root);
        string[] files = Directory.GetFiles(root).Select(f => Path.GetFileName(f)!).ToArray();
        Assert.True(files.Length >= 47, $"{files.Length} files in the root");

        string script = lab.Write("fetch.sh", "#!/bin/sh\n" + string.Concat(files.Select(f => string.Format(null, command, f, Path.Combine(lab.Folder, "got-" + f)) + "\n")));
        LabResult result = lab.RunOnBench(script);

        foreach (string file in files)
        {
            string got = Path.Combine(lab.Folder, "got-" + file);
            Assert.True(File.Exists(got) && SHA256.HashData(File.ReadAllBytes(got)).SequenceEqual(SHA256.HashData(File.ReadAllBytes(Path.Combine(root, file)))), $"{client}: {file}\n{result.All}");
        }
    }

    [SkippableFact]
    public void Udhcpc_gets_a_lease_with_option_150()
    {
        NetworkLab.Need("udhcpc");
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess station = PhoneRecovery.Serve(lab, PhoneRecovery.MakeRoot(lab));
        string script = lab.Write("udhcpc.sh", "#!/bin/sh\necho \"$1 $ip $subnet $router $opt150 $tftp $siaddr\"\n");
        LabResult result = lab.RunOnBench(
            "udhcpc", "-f", "-q", "-n", "-i", lab.BenchInterface, "-O", "150", "-O", "tftp", "-V", "Cisco Systems, Inc. IP Phone CP-7942G", "-s", script);
        Assert.Contains("bound 10.1.1.10 255.255.255.0 10.1.1.1 0a010102 10.1.1.2 10.1.1.2", result.All);
        JsonNode phone = station.Json("phone").Last(p => (string?)p["state"] == "Leased");
        Assert.Equal(lab.BenchMac, (string?)phone["mac"]);
        Assert.Equal("SEP" + lab.BenchMac, (string?)phone["name"]);
        Assert.Equal("CP-7942G", (string?)phone["model"]);
        Assert.Equal("10.1.1.10", (string?)phone["ip"]);
    }

    [SkippableFact]
    public void Every_value_that_DHCP_hands_out_is_an_option_of_the_command()
    {
        NetworkLab.Need("udhcpc");
        using NetworkLab lab = NetworkLab.Create("172.30.5.2/16");
        using LabProcess station = PhoneRecovery.Serve(
            lab, PhoneRecovery.MakeRoot(lab), "--address", "172.30.5.2", "--mask", "255.255.0.0", "--range-start", "172.30.9.1", "--range-end", "172.30.9.9",
            "--router", "172.30.0.1", "--tftp-server", "172.30.5.2,172.30.5.3", "--lease-minutes", "5");
        string script = lab.Write("udhcpc.sh", "#!/bin/sh\necho \"$1 $ip $subnet $router $opt150 $tftp $siaddr $lease\"\n");
        LabResult result = lab.RunOnBench(
            "udhcpc", "-f", "-q", "-n", "-i", lab.BenchInterface, "-O", "150", "-O", "tftp", "-V", "Cisco Systems, Inc. IP Phone CP-7942G", "-s", script);
        Assert.Contains("bound 172.30.9.1 255.255.0.0 172.30.0.1 ac1e0502ac1e0503 172.30.5.2 172.30.5.2 300", result.All);
    }

    [SkippableFact]
    public void Thirteen_software_phones_on_the_wire_are_recovered_and_told_as_JSON()
    {
        using NetworkLab lab = NetworkLab.Create();
        string root = PhoneRecovery.MakeRoot(lab);
        using LabProcess station = PhoneRecovery.Serve(lab, root);
        LabResult phones = LabRunner.RunPhones(lab, 13);
        Assert.True(phones.ExitCode == 0, phones.All);
        foreach (string[] parts in phones.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')))
        {
            Assert.Equal(3 + 6, parts.Length);
            foreach (string[] file in parts.Skip(3).Select(p => p.Split('=')))
            {
                Assert.Equal(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(root, file[0])))), file[1]);
            }

            station.WaitForLine(line => line.Contains(parts[0], StringComparison.Ordinal) && line.Contains("\"state\":\"Recovered\"", StringComparison.Ordinal));
        }

        Assert.Contains(station.Json("phone"), p => (string?)p["state"] == "Downloading" && ((string?)p["file"])!.StartsWith("jar", StringComparison.Ordinal));
        Assert.Equal(13, station.Json("phone").Where(p => (string?)p["state"] == "Recovered").Select(p => (string?)p["mac"]).Distinct().Count());
    }

    [SkippableTheory]
    [InlineData(Sigint)]
    [InlineData(Sigterm)]
    public void A_signal_stops_it_cleanly_within_a_second_in_the_middle_of_a_recovery(int signal)
    {
        using NetworkLab lab = NetworkLab.Create();
        string root = PhoneRecovery.MakeRoot(lab);
        TimeSpan shortest = TimeSpan.MaxValue;

        // What the tests beside this one take of the processors is not the program's; a wait of its own would be there every time.
        for (int i = 0; i < 4 && shortest >= TimeSpan.FromSeconds(1); i++)
        {
            TimeSpan took = StopInTheMiddle(lab, root, signal, firstPhone: 10 * i);
            shortest = took < shortest ? took : shortest;
        }

        Assert.True(shortest < TimeSpan.FromSeconds(1), $"{shortest}");
    }

    private static TimeSpan StopInTheMiddle(NetworkLab lab, string root, int signal, int firstPhone)
    {
        using LabProcess station = PhoneRecovery.Serve(lab, root);
        using LabProcess phones = LabRunner.StartPhones(lab, 5, firstPhone);
        station.WaitForLine(line => line.Contains("\"state\":\"Downloading\"", StringComparison.Ordinal));
        var watch = Stopwatch.StartNew();
        station.Send(signal);
        LabResult result = station.WaitForExit(5);
        TimeSpan took = watch.Elapsed;
        Assert.True(result.ExitCode == 0, result.All);
        Assert.Contains("\"event\":\"summary\"", result.Output);
        return took;
    }
}
