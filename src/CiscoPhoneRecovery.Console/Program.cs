using System;
using System.CommandLine;
using System.Threading.Tasks;
using CiscoPhoneRecovery.Console.Commands;

namespace CiscoPhoneRecovery.Console;

/// <summary>phone-recovery: the recovery station where there is no PowerShell.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var root = new RootCommand("Recovers Cisco 7900 phones that show \"Auth Fail\": a DHCP server, a TFTP server and the 8.5(2) loads on a bare switch.")
        {
            ExpandCommand.Create(),
            CheckCommand.Create(),
            ServeCommand.Create(),
            RecoverCommand.Create(),
            RehearseCommand.Create(),
            StatusCommand.Create(),
        };

        // A NIC that is being put back at Ctrl+C must not be cut off half-way.
        ParseResult parsed = root.Parse(args);
        int status = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
        return parsed.Errors.Count > 0 ? ExitCode.CannotRun : status;
    }
}
