using System;
using System.IO;
using System.Linq;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Tftp;

/// <summary>The server's interface goes and comes back, over both kinds of socket.</summary>
[Trait("Area", "TFTP")]
public sealed class TftpLinkTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_server_takes_up_a_new_device_of_the_same_name_and_says_so(bool plain)
    {
        NetworkLab.Need("tftp");
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess server = Serve(lab, plain);
        Fetch(lab, "first");
        lab.RunOnStation("ip", "link", "delete", lab.StationInterface);
        server.WaitForLine(line => line.StartsWith("LinkLost", StringComparison.Ordinal) && line.Contains("is gone"));
        lab.Connect("10.1.1.2/24");
        server.WaitForLine(line => line.StartsWith("LinkRestored", StringComparison.Ordinal));
        Fetch(lab, "second");
        Assert.Equal(2, server.Lines.Count(line => line.StartsWith("Link", StringComparison.Ordinal)));
        Assert.Equal(0, server.Terminate().ExitCode);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_server_waits_for_an_address_that_was_taken_away(bool plain)
    {
        NetworkLab.Need("tftp");
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess server = Serve(lab, plain);
        lab.RunOnStation("ip", "address", "flush", "dev", lab.StationInterface);
        server.WaitForLine(line => line.StartsWith("LinkLost", StringComparison.Ordinal) && line.Contains("lost the address"));
        lab.RunOnStation("ip", "address", "add", "10.1.1.2/24", "dev", lab.StationInterface);
        server.WaitForLine(line => line.StartsWith("LinkRestored", StringComparison.Ordinal));
        Fetch(lab, "again");
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_port_that_was_taken_while_the_device_was_away_is_named_and_served_once_it_is_free(bool plain)
    {
        const int Stop = 19;
        const int Continue = 18;
        NetworkLab.Need("tftp");
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess server = Serve(lab, plain);
        server.Send(Stop);
        lab.RunOnStation("ip", "link", "delete", lab.StationInterface);
        lab.Connect("10.1.1.2/24");
        using (LabProcess other = Serve(lab, plain))
        {
            server.Send(Continue);
            server.WaitForLine(line => line.StartsWith("LinkLost", StringComparison.Ordinal) && line.Contains("UDP port 69 is in use by dotnet", StringComparison.Ordinal));
            other.Terminate();
        }

        server.WaitForLine(line => line.StartsWith("LinkRestored", StringComparison.Ordinal));
        Fetch(lab, "at last");
        Assert.Equal(3, server.Lines.Count(line => line.StartsWith("Link", StringComparison.Ordinal)));
    }

    private static LabProcess Serve(NetworkLab lab, bool plain)
    {
        string root = Directory.CreateDirectory(Path.Combine(lab.Folder, "root")).FullName;
        File.WriteAllText(Path.Combine(root, "file"), "content");
        LabProcess server = LabRunner.StartWithoutWaiting(lab, plain ? new[] { "--tftp", root, "--plain" } : new[] { "--tftp", root });
        try
        {
            server.WaitForLine(line => line == "ready");
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private static void Fetch(NetworkLab lab, string name)
    {
        lab.RunOnBench("ip", "address", "add", "10.1.1.77/24", "dev", lab.BenchInterface);
        string copy = Path.Combine(lab.Folder, name);
        LabResult result = lab.RunOnBench("tftp", "-m", "binary", "10.1.1.2", "-c", "get", "file", copy);
        Assert.True(File.Exists(copy) && File.ReadAllText(copy) == "content", result.All);
    }
}
