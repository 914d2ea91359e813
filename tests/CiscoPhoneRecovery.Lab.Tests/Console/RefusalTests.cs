using System.IO;
using System.Linq;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Console;

/// <summary>What stands in the way of a station is said in one sentence, with what to do, and nothing is lost.</summary>
public sealed class RefusalTests
{
    private const int CannotRun = 2;

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        LabResult result = PhoneRecovery.Run("check", "/no/such/folder");
        Assert.Equal(CannotRun, result.ExitCode);
        Assert.Contains("/no/such/folder", result.Error);
        Assert.Empty(result.Output.Trim());
    }

    [Fact]
    public void A_folder_that_is_no_root_is_refused_before_a_port_is_opened()
    {
        string folder = Directory.CreateTempSubdirectory("cpr-empty-").FullName;
        LabResult result = PhoneRecovery.Run("serve", "--interface", "lo", "--address", "127.0.0.1", "--root", folder);
        Assert.Equal(CannotRun, result.ExitCode);
        Assert.Contains(folder, result.Error);
        Assert.Contains("zip", result.Error);
        Directory.Delete(folder);
    }

    [Theory]
    [InlineData("before it begins", "serve", "--root", "ROOT", "--interface", "lo", "--address", "127.0.0.1", "--range-start", "10.2.2.2", "--force")]
    [InlineData("no subnet mask|not a subnet mask", "serve", "--root", "ROOT", "--interface", "lo", "--address", "127.0.0.1", "--mask", "255.0.255.0", "--force")]
    [InlineData("--lease-minutes takes a number", "serve", "--root", "ROOT", "--interface", "lo", "--lease-minutes", "x")]
    [InlineData("--count takes a number", "recover", "--interface", "lo", "--count", "x", "a.zip")]
    [InlineData("is a folder", "status", "--journal", "ROOT")]
    public void An_argument_that_cannot_be_meant_is_said_in_a_sentence(string sentence, params string[] arguments)
    {
        string folder = Directory.CreateTempSubdirectory("cpr-empty-").FullName;
        LabResult result = PhoneRecovery.Run(arguments.Select(a => a == "ROOT" ? folder : a).ToArray());
        Assert.Equal(CannotRun, result.ExitCode);
        Assert.Contains(sentence.Split('|'), words => result.All.Contains(words, System.StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", result.All);
        Directory.Delete(folder);
    }

    [Fact]
    public void A_zip_that_is_no_zip_is_explained_and_the_root_stays_as_it_was()
    {
        string folder = Directory.CreateTempSubdirectory("cpr-page-").FullName;
        string page = Path.Combine(folder, "cmterm-7945_7965-sccp.8-5-2.zip");
        File.WriteAllText(page, "<!DOCTYPE html><html><body>Please log in</body></html>");
        string root = Path.Combine(folder, "root");
        Directory.CreateDirectory(root);
        File.WriteAllText(Path.Combine(root, "mine.txt"), "kept");
        LabResult result = PhoneRecovery.Run("expand", page, "--destination", root);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("web page", result.All, System.StringComparison.OrdinalIgnoreCase);
        Assert.Equal(new[] { "mine.txt" }, Directory.GetFileSystemEntries(root).Select(Path.GetFileName));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void What_is_refused_is_status_1_and_what_is_not_there_or_no_argument_is_2()
    {
        string folder = Directory.CreateTempSubdirectory("cpr-status-").FullName;
        string root = Path.Combine(folder, "root");
        string page = Path.Combine(folder, "page.zip");
        File.WriteAllText(page, "<html>");
        Assert.Equal(1, PhoneRecovery.Run("expand", Path.Combine(folder, "pag?.z*"), "--destination", root).ExitCode);
        Assert.Equal(CannotRun, PhoneRecovery.Run("expand", Path.Combine(folder, "none.zip"), page, "--destination", root).ExitCode);
        Assert.Equal(CannotRun, PhoneRecovery.Run("expand", Path.Combine(folder, "none*.zip"), "--destination", root).ExitCode);
        Assert.Equal(CannotRun, PhoneRecovery.Run("expand", page).ExitCode);
        Assert.Equal(CannotRun, PhoneRecovery.Run("no-such-verb").ExitCode);
        Assert.Equal(0, PhoneRecovery.Run("expand", "--help").ExitCode);
        Assert.False(Directory.Exists(root));
        Directory.Delete(folder, recursive: true);
    }

    [SkippableFact]
    public void A_port_in_use_is_named_with_the_program_that_has_it()
    {
        NetworkLab.Need("busybox");
        using NetworkLab lab = NetworkLab.Create();
        string root = PhoneRecovery.MakeRoot(lab);
        using LabProcess first = PhoneRecovery.Serve(lab, root);
        using LabProcess second = PhoneRecovery.Start(lab, "serve", "--interface", lab.StationInterface, "--root", root, "--force");
        LabResult result = second.WaitForExit();
        Assert.Equal(CannotRun, result.ExitCode);
        Assert.Matches("UDP port (67|69) is in use by .*dotnet.*" + first.Id, result.Error);
        Assert.False(first.HasExited);
    }

    [SkippableFact]
    public void An_interface_that_does_not_exist_is_answered_with_those_that_do()
    {
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess process = PhoneRecovery.Start(lab, "serve", "--interface", "nosuch0", "--root", PhoneRecovery.MakeRoot(lab), "--force");
        LabResult result = process.WaitForExit();
        Assert.Equal(CannotRun, result.ExitCode);
        Assert.Contains("nosuch0", result.Error);
        Assert.Contains(lab.StationInterface, result.Error);
    }

    [SkippableFact]
    public void An_interface_without_the_address_is_told_what_gives_it_one()
    {
        using NetworkLab lab = NetworkLab.Create("192.168.99.1/24");
        using LabProcess process = PhoneRecovery.Start(lab, "serve", "--interface", lab.StationInterface, "--root", PhoneRecovery.MakeRoot(lab), "--force");
        LabResult result = process.WaitForExit();
        Assert.Equal(CannotRun, result.ExitCode);
        Assert.Contains("does not have the address 10.1.1.2", result.Error);
        Assert.Contains("--set-nic", result.Error);
    }

    [SkippableFact]
    public void A_user_without_rights_is_told_so()
    {
        NetworkLab.Need("setpriv");
        using NetworkLab lab = NetworkLab.Create();
        string root = PhoneRecovery.MakeRoot(lab);
        using LabProcess process = lab.StartOnStation(
            "setpriv", "--bounding-set=-all", "--inh-caps=-all", "dotnet", PhoneRecovery.Program, "serve", "--interface", lab.StationInterface, "--root", root, "--force");
        LabResult result = process.WaitForExit();
        Assert.Equal(CannotRun, result.ExitCode);
        Assert.Contains("root", result.Error);
        Assert.Contains("may not", result.Error);
    }

    [Fact]
    public void A_wrong_address_is_a_sentence_and_no_stack_trace()
    {
        LabResult result = PhoneRecovery.Run("serve", "--interface", "x", "--root", "/", "--router", "10.1.1");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("'10.1.1' is no IPv4 address", result.All);
        Assert.DoesNotContain("   at ", result.All);
    }
}
