using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Text;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Names the program that has a UDP port, for the error message. What the system does not tell stays unknown.</summary>
public static class PortOwner
{
    /// <summary>Such as "dnsmasq (process 812)", or null.</summary>
    public static string? Find(int port)
    {
        int? process = FindProcess(port);
        return process is null ? null : Describe(process.Value);
    }

    /// <summary>Who has a UDP port; null when nobody has it.</summary>
    public static PortHolder? HolderOf(int port)
    {
        if (!IPGlobalProperties.GetIPGlobalProperties().GetActiveUdpListeners().Any(l => l.Port == port))
        {
            return null;
        }

        int? process = FindProcess(port);
        return process is null ? new PortHolder(0, "a program that the system does not name") : new PortHolder(process.Value, Describe(process.Value));
    }

    private static int? FindProcess(int port)
    {
        try
        {
            return RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? FindOnWindows(port) : FindOnLinux(port);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            return null; // an error message without the name is still an error message
        }
    }

    internal static string Describe(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return $"{found.ProcessName} (process {process})";
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return $"process {process}"; // it ended, or may not be looked at
        }
    }

    private static int? FindOnLinux(int port)
    {
        foreach (string table in new[] { "/proc/net/udp", "/proc/net/udp6" })
        {
            string? inode = File.Exists(table) ? FindInode(table, port) : null;
            int? process = inode is null ? null : FindOwner($"socket:[{inode}]");
            if (process is not null)
            {
                return process;
            }
        }

        return null;
    }

    // sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode ...
    private static string? FindInode(string table, int port)
    {
        string suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (string line in File.ReadAllLines(table))
        {
            string[] columns = line.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length > 9 && columns[1].EndsWith(suffix, StringComparison.Ordinal))
            {
                return columns[9];
            }
        }

        return null;
    }

    private static int? FindOwner(string socket)
    {
        byte[] target = new byte[64];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int process))
            {
                continue;
            }

            try
            {
                foreach (string descriptor in Directory.EnumerateFileSystemEntries(folder + "/fd"))
                {
                    int length = (int)LinuxCalls.ReadLink(descriptor, target, (IntPtr)target.Length);
                    if (length > 0 && Encoding.ASCII.GetString(target, 0, length) == socket)
                    {
                        return process;
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue; // another user's process, or one that has just ended
            }
        }

        return null;
    }

    private static int? FindOnWindows(int port)
    {
        const int InterNetwork = 2;
        const int TableOwnerPid = 1;
        int size = 0;
        GetExtendedUdpTable(IntPtr.Zero, ref size, false, InterNetwork, TableOwnerPid, 0);
        IntPtr table = Marshal.AllocHGlobal(size);
        try
        {
            if (GetExtendedUdpTable(table, ref size, false, InterNetwork, TableOwnerPid, 0) != 0)
            {
                return null;
            }

            // A count, then rows of address, port (network order in the low half) and process.
            int rows = Marshal.ReadInt32(table);
            for (int row = 0; row < rows; row++)
            {
                int raw = Marshal.ReadInt32(table, 4 + (row * 12) + 4);
                if ((((raw & 0xff) << 8) | ((raw >> 8) & 0xff)) == port)
                {
                    return Marshal.ReadInt32(table, 4 + (row * 12) + 8);
                }
            }

            return null;
        }
        finally
        {
            Marshal.FreeHGlobal(table);
        }
    }

    [DllImport("iphlpapi")]
    private static extern int GetExtendedUdpTable(IntPtr table, ref int size, bool sorted, int family, int kind, int reserved);
}
