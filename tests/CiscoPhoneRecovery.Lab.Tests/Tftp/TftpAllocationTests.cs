using System;
using System.Globalization;
using System.IO;
using CiscoPhoneRecovery.Lab.Tests.Windows;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Tftp;

/// <summary>What a block costs the collector, counted over a whole process that does nothing but one transfer.</summary>
[Trait("Area", "TFTP")]
public sealed class TftpAllocationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cpr-alloc-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false, 16)]
    [InlineData(true, 96)] // the runtime's own SocketAddress in ReceiveFrom, which .NET Standard 2.0 has no way around
    public void A_block_costs_no_allocation_of_ours(bool plain, int most)
    {
        using var process = new LabProcess("dotnet", plain ? new[] { LabRunner.Path, "--allocation", MakeFile(), "--plain" } : new[] { LabRunner.Path, "--allocation", MakeFile() });
        AssertAtMost(most, process.WaitForExit(60));
    }

    [SkippableFact]
    public void A_block_costs_no_allocation_on_Windows_sockets_either()
    {
        using WineProgram wine = WineProgram.Create("tests/CiscoPhoneRecovery.Lab.Runner/CiscoPhoneRecovery.Lab.Runner.csproj", "lab-runner.exe");
        AssertAtMost(16, wine.Run("--allocation", WineProgram.PathOf(MakeFile())));
    }

    private string MakeFile()
    {
        string file = Path.Combine(_folder, "jar42sccp.8-5-2TH1-9.sbn");
        File.WriteAllBytes(file, new byte[1_600_000]);
        return file;
    }

    /// <summary>What the transfer itself costs is spread over its 3,126 blocks.</summary>
    private static void AssertAtMost(int most, LabResult result)
    {
        Assert.True(result.ExitCode == 0, result.All);
        Assert.InRange(int.Parse(result.Output.Split(' ')[0], CultureInfo.InvariantCulture), 0, most);
    }
}
