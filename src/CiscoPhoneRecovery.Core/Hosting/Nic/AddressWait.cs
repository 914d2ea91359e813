using System;
using System.Diagnostics;
using System.Threading;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>Waits until a new address can be used: the system asks the wire first whether somebody has it (RFC 5227).</summary>
internal static class AddressWait
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    /// <exception cref="NicException"><see cref="NicFault.AddressDuplicate"/> or <see cref="NicFault.AddressNotReady"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Run(INicConfigurator configurator, NicState nic, RecoveryNicOptions options, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            switch (configurator.StateOf(nic, options.Address))
            {
                case NicAddressState.Preferred:
                    return;
                case NicAddressState.Duplicate:
                    string by = configurator.Neighbour(nic, options.Address.Address) is string mac ? $" by {mac}" : string.Empty;
                    throw new NicException(
                        NicFault.AddressDuplicate,
                        $"{options.Address.Address} is in use{by} on the network of {nic.Name}.",
                        "Take that device off the switch (another recovery station, or a router), or choose another address.");
            }

            // Without a link nothing is checked and nothing can collide: the address counts once the cable is in.
            if (configurator.Read(nic.Id) is { LinkUp: false })
            {
                return;
            }

            if (clock.Elapsed > options.AddressTimeout)
            {
                throw new NicException(
                    NicFault.AddressNotReady,
                    $"{options.Address.Address} on {nic.Name} was not usable after {options.AddressTimeout.TotalSeconds:0} seconds.",
                    "Check the cable and the switch, and try again.");
            }

            if (cancellation.WaitHandle.WaitOne(s_poll))
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }
}
