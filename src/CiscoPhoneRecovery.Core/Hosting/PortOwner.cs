using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Which process has a UDP port, where the system tells: Linux through /proc. On Windows the cmdlets ask Get-NetUDPEndpoint.</summary>
public static class PortOwner
{
    /// <returns>"name (pid 123)", or null when it cannot be found out.</returns>
    public static string? Find(int port)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
            return null;
        try
        {
            HashSet<string> inodes = SocketsOn(port);
            return inodes.Count == 0 ? null : Holder(inodes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Only root sees the files of other users' processes; the error message then does without the name.
            return null;
        }
    }

    // A line of /proc/net/udp: "sl: local:PORT remote:port st tx:rx tr:when retrnsmt uid timeout inode ...", the port in hex.
    private static HashSet<string> SocketsOn(int port)
    {
        var inodes = new HashSet<string>(StringComparer.Ordinal);
        string wanted = port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (string line in File.ReadAllLines("/proc/net/udp"))
        {
            string[] fields = line.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && fields[1].EndsWith(":" + wanted, StringComparison.OrdinalIgnoreCase))
                inodes.Add($"socket:[{fields[9]}]");
        }

        return inodes;
    }

    private static string? Holder(HashSet<string> inodes)
    {
        foreach (string process in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process), out int id) && Holds(process, inodes))
                return $"{File.ReadAllText(Path.Combine(process, "comm")).Trim()} (pid {id})";
        }

        return null;
    }

    private static bool Holds(string process, HashSet<string> inodes)
    {
        try
        {
            var target = new byte[64];
            foreach (string file in Directory.GetFiles(Path.Combine(process, "fd")))
            {
                int length = (int)LinuxCalls.ReadLink(file, target, (IntPtr)target.Length);
                if (length > 0 && inodes.Contains(System.Text.Encoding.ASCII.GetString(target, 0, length)))
                    return true;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The process has ended meanwhile, or is another user's.
        }

        return false;
    }
}
