using System;
using System.Net;
using System.Net.NetworkInformation;
using System.Threading.Tasks;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Asks by ICMP echo. A host whose firewall drops it is not noticed; the phone's own ARP check remains.</summary>
internal sealed class EchoProbe : AddressProbe
{
    private readonly int _wait;

    /// <param name="wait">How long an answer may take.</param>
    public EchoProbe(TimeSpan wait) => _wait = Math.Max(1, (int)wait.TotalMilliseconds);

    public override void Start(IPAddress address) => _ = Task.Run(() => Ask(address));

    public override void Dispose()
    {
        // Each question has a socket of its own, and an end.
    }

    private async Task Ask(IPAddress address)
    {
        try
        {
            using var ping = new Ping();
            PingReply reply = await ping.SendPingAsync(address, _wait).ConfigureAwait(false);
            if (reply.Status == IPStatus.Success && address.Equals(reply.Address))
                Answered(address, null);
        }
        catch (Exception error) when (error is PingException or InvalidOperationException or PlatformNotSupportedException)
        {
            // No route, or this user may not send ICMP: the address counts as free, and the phone's own ARP check remains.
        }
    }
}
