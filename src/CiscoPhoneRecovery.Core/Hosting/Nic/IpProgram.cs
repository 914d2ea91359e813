using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.Serialization;
using System.Text;
using System.Threading.Tasks;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>Runs the "ip" program of iproute2.</summary>
internal static class IpProgram
{
    private const int TimeoutMilliseconds = 10_000;

    /// <summary>Runs "ip -j ..." and reads the array of objects it prints.</summary>
    public static IReadOnlyList<T> Query<T>(string arguments)
        where T : class
    {
        byte[] json = Encoding.UTF8.GetBytes(Run("-j " + arguments).Trim());
        if (json.Length == 0)
        {
            return [];
        }

        try
        {
            return Parse<T>(json);
        }
        catch (SerializationException e)
        {
            throw new NicException(NicFault.NicChangeFailed, $"\"ip {arguments}\" printed what is no JSON.", "Update the package iproute2.", e);
        }
    }

    /// <exception cref="SerializationException">It is no array of such objects.</exception>
    internal static IReadOnlyList<T> Parse<T>(byte[] json)
        where T : class
    {
        using var stream = new MemoryStream(json);
        return JsonText.Read<T[]>(stream)?.Where(o => o is not null).ToList() ?? [];
    }

    public static void Change(string arguments) => Run(arguments);

    private static string Run(string arguments)
    {
        var start = new ProcessStartInfo("ip", arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.EnvironmentVariables["LC_ALL"] = "C";

        using Process process = Start(start);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeoutMilliseconds))
        {
            process.Kill();
            throw new NicException(NicFault.NicChangeFailed, $"\"ip {arguments}\" did not end within ten seconds.", "Try again.");
        }

        if (process.ExitCode == 0)
        {
            return output.Result;
        }

        string complaint = errors.Result.Trim().Replace("RTNETLINK answers: ", string.Empty);
        bool denied = complaint.IndexOf("not permitted", StringComparison.Ordinal) >= 0;
        throw new NicException(
            denied ? NicFault.NotElevated : NicFault.NicChangeFailed,
            $"\"ip {arguments}\" failed: {complaint}",
            denied ? "Run it as root, or with the capability CAP_NET_ADMIN." : "See the message of the ip program.");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new Win32Exception("no process was started");
        }
        catch (Win32Exception e)
        {
            throw new NicException(NicFault.NetworkCommandsMissing, $"The program \"ip\" cannot be run: {e.Message}", "Install the package iproute2.", e);
        }
    }
}
