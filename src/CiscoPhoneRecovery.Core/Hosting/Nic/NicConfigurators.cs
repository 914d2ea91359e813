using System.Runtime.InteropServices;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>Chooses what changes NICs on this machine.</summary>
public static class NicConfigurators
{
    /// <summary>
    /// iproute2 on Linux. On Windows the NetTCPIP commands do the work, through <paramref name="commands"/>.
    /// </summary>
    /// <param name="commands">A way to call PowerShell commands; preferred on any system where it offers NetTCPIP.</param>
    /// <exception cref="NicException"><see cref="NicFault.NetworkCommandsMissing"/>: nothing of that kind is here.</exception>
    public static INicConfigurator ForThisMachine(INetCommands? commands = null)
    {
        if (commands is not null && NetTcpipNicConfigurator.IsOfferedBy(commands))
        {
            return new NetTcpipNicConfigurator(commands);
        }

        if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            return new IpRoute2NicConfigurator();
        }

        throw new NicException(
            NicFault.NetworkCommandsMissing,
            "The NetTCPIP and NetAdapter commands that change addresses are not on this PC.",
            "They come with Windows 8, Server 2012 and later. Elsewhere, give the interface its address by hand.");
    }
}
