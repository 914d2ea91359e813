using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Lab.Tests.Console;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Fire;

/// <summary>The disk that the lease journal lies on fills up: phones are served, the user is told, and no lease that was written is lost.</summary>
public sealed class JournalDiskTests
{
    private const int Page = 4096;

    [SkippableFact]
    public void Phones_recover_while_the_journals_disk_is_full_and_are_written_down_again_when_it_is_not()
    {
        using NetworkLab lab = NetworkLab.Create();
        string volume = Path.Combine(lab.Folder, "volume");
        Directory.CreateDirectory(volume);
        Skip.IfNot(Host("mount", "-t", "tmpfs", "-o", "size=64k", "cpr-fire", volume).ExitCode == 0, "no tmpfs can be mounted here");
        try
        {
            string journal = Path.Combine(volume, "leases");
            File.WriteAllBytes(journal, AlmostAPage());
            string[] before = File.ReadAllLines(journal);
            using LabProcess station = PhoneRecovery.Serve(lab, PhoneRecovery.MakeRoot(lab), "--journal", journal);
            string ballast = FillUp(volume);

            LabResult phones = LabRunner.RunPhones(lab, 3);

            Assert.True(phones.ExitCode == 0, phones.All);
            station.WaitForLine(line => line.Contains("kept in memory only", StringComparison.Ordinal));
            Assert.Equal(before, File.ReadAllLines(journal));

            File.Delete(ballast);
            Assert.Equal(0, LabRunner.RunPhones(lab, 1, first: 5).ExitCode);
            Assert.Equal(0, station.Terminate().ExitCode);
            string[] after = File.ReadAllLines(journal);
            Assert.Equal(before, after.Take(before.Length));
            Assert.True(after.Length > before.Length && after.Skip(1).All(l => l.Split(' ').Length == 5), string.Join('\n', after));
        }
        finally
        {
            Host("umount", "-l", volume);
        }
    }

    /// <summary>A journal whose next line needs another page of the disk, which has it no more.</summary>
    private static byte[] AlmostAPage()
    {
        byte[] journal = Encoding.ASCII.GetBytes("CiscoPhoneRecovery leases 1\n");
        for (byte i = 1; ; i++)
        {
            var lease = new Lease(new PhysicalAddress(new byte[] { 2, 0, 0, 0, 0, i }), new IPAddress(new byte[] { 10, 1, 1, (byte)(100 + i) }), TimeSpan.Zero, null);
            byte[] line = LeaseLine.Write(lease, DateTime.UtcNow.AddHours(1));
            if (journal.Length + line.Length > Page)
            {
                return journal;
            }

            journal = [.. journal, .. line];
        }
    }

    private static string FillUp(string volume)
    {
        string path = Path.Combine(volume, "ballast");
        using FileStream ballast = File.Create(path, 1);
        try
        {
            for (; ; )
            {
                ballast.Write(new byte[Page]);
            }
        }
        catch (IOException)
        {
            return path; // it is full now
        }
    }

    private static LabResult Host(string program, params string[] arguments)
    {
        using var process = new LabProcess(program, arguments);
        return process.WaitForExit();
    }
}
