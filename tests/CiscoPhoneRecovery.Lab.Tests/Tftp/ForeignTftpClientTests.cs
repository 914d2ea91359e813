using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Tftp;

/// <summary>Clients that nobody here wrote fetch every file of a root, over both kinds of socket.</summary>
[Trait("Area", "TFTP")]
public sealed class ForeignTftpClientTests
{
    public static TheoryData<string, string, bool> Clients
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (bool plain in new[] { false, true })
            {
                data.Add("tftp", "-m octet 127.0.0.1 {port} -c get {name} {target}", plain);
                data.Add("atftp", "--get -r {name} -l {target} 127.0.0.1 {port}", plain);
                data.Add("atftp", "--option|blksize 1428|--get -r {name} -l {target} 127.0.0.1 {port}", plain);
                data.Add("atftp", "--option|blksize 8|--option|windowsize 16|--get -r {name} -l {target} 127.0.0.1 {port}", plain);
                data.Add("atftp", "--option|blksize 8192|--option|windowsize 8|--get -r {name} -l {target} 127.0.0.1 {port}", plain);
                data.Add("atftp", "--option|tsize 0|--option|timeout 2|--get -r {name} -l {target} 127.0.0.1 {port}", plain);
                data.Add("curl", "--silent --show-error tftp://127.0.0.1:{port}/{name} -o {target}", plain);
                data.Add("curl", "--silent --show-error --tftp-no-options tftp://127.0.0.1:{port}/{name} -o {target}", plain);
                data.Add("curl", "--silent --show-error --tftp-blksize 65464 tftp://127.0.0.1:{port}/{name} -o {target}", plain);
                data.Add("busybox", "tftp -g -r {name} -l {target} 127.0.0.1 {port}", plain);
                data.Add("busybox", "tftp -b 1468 -g -r {name} -l {target} 127.0.0.1 {port}", plain);
            }

            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Clients))]
    public void Every_file_arrives_byte_for_byte(string client, string arguments, bool plainSockets)
    {
        NetworkLab.Need(client);
        using var root = new TftpRoot(plainSockets);
        foreach (string name in root.Names)
        {
            string target = root.Target();
            LabResult result = Run(client, Fill(arguments, root, name, target));

            // curl leaves no file behind when there was nothing to write.
            bool empty = new FileInfo(Path.Combine(root.Folder, name)).Length == 0 && !File.Exists(target);
            Assert.True(empty || root.IsSame(name, target), $"{client} {name}: {result.All}");
        }
    }

    [SkippableTheory]
    [Trait("Checklist", "T13")]
    [InlineData("tftp", "-m octet 127.0.0.1 {port} -c get {name} {target}")]
    [InlineData("atftp", "--get -r {name} -l {target} 127.0.0.1 {port}")]
    [InlineData("curl", "--silent --tftp-no-options tftp://127.0.0.1:{port}/{name} -o {target}")]
    [InlineData("busybox", "tftp -b 512 -g -r {name} -l {target} 127.0.0.1 {port}")]
    public void A_file_beyond_65535_blocks_arrives_whole(string client, string arguments)
    {
        NetworkLab.Need(client);
        using var root = new TftpRoot();
        root.Write("big.bin", (512 * 65536) + 1);
        string target = root.Target();
        Run(client, Fill(arguments, root, "big.bin", target));

        Assert.True(root.IsSame("big.bin", target));
    }

    [SkippableFact]
    [Trait("Checklist", "T25")]
    public void Tftp_hpa_gets_a_text_back_in_netascii()
    {
        NetworkLab.Need("tftp");
        using var root = new TftpRoot();
        File.WriteAllText(Path.Combine(root.Folder, "text.txt"), string.Concat(Enumerable.Range(0, 900).Select(i => $"line {i}\n")));
        string target = root.Target();
        Run("tftp", Fill("-m ascii 127.0.0.1 {port} -c get {name} {target}", root, "text.txt", target));

        Assert.True(root.IsSame("text.txt", target));
    }

    [SkippableFact]
    [Trait("Checklist", "T24")]
    public void A_name_in_another_case_and_with_a_leading_slash_is_served()
    {
        NetworkLab.Need("tftp");
        using var root = new TftpRoot();
        string target = root.Target();
        Run("tftp", Fill("-m octet 127.0.0.1 {port} -c get {name} {target}", root, "/Jar42sccp.8-5-2TH1-9.SBN", target));

        Assert.True(root.IsSame("jar42sccp.8-5-2TH1-9.sbn", target));
    }

    [SkippableFact]
    [Trait("Checklist", "T21")]
    public void A_missing_file_is_told_to_the_client_at_once()
    {
        NetworkLab.Need("curl");
        using var root = new TftpRoot();
        LabResult result = Run("curl", Fill("--silent --show-error tftp://127.0.0.1:{port}/{name}", root, "CTLSEP001122334455.tlv", root.Target()));

        Assert.Equal(68, result.ExitCode); // curl: "File not found on TFTP server"
    }

    [SkippableFact]
    [Trait("Checklist", "T22")]
    public void A_file_cannot_be_put()
    {
        NetworkLab.Need("curl");
        using var root = new TftpRoot();
        string mine = root.Target();
        File.WriteAllText(mine, "x");
        LabResult result = Run("curl", new[] { "--silent", "-T", mine, $"tftp://127.0.0.1:{root.Port}/new.bin" });

        Assert.Equal(69, result.ExitCode); // curl: "Permission problem on TFTP server"
        Assert.False(File.Exists(Path.Combine(root.Folder, "new.bin")));
    }

    private static LabResult Run(string program, IEnumerable<string> arguments)
    {
        using var process = new LabProcess(program, arguments);
        return process.WaitForExit(30);
    }

    /// <summary>Words are split at spaces, except those between bars: atftp takes "blksize 1428" as one.</summary>
    private static IEnumerable<string> Fill(string arguments, TftpRoot root, string name, string target)
    {
        string[] parts = arguments.Split('|');
        IEnumerable<string> words = parts.SelectMany((part, i) =>
            i + 1 < parts.Length && i % 2 == 1 ? new[] { part } : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return words.Select(w => w.Replace("{port}", root.Port).Replace("{name}", name).Replace("{target}", target));
    }
}
