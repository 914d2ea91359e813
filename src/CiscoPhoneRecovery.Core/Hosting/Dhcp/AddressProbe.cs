using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.NetworkInformation;
using System.Threading.Tasks;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Asks by ICMP echo whether somebody has an address (RFC 2131 section 3.1 step 2), without holding anybody up.</summary>
internal sealed class AddressProbe
{
    private readonly int _wait;
    private readonly ConcurrentQueue<IPAddress> _answered = new();

    /// <param name="wait">How long an answer may take.</param>
    public AddressProbe(TimeSpan wait) => _wait = Math.Max(1, (int)wait.TotalMilliseconds);

    /// <summary>Starts a probe; an answer is to be fetched by <see cref="TryTakeAnswer"/>.</summary>
    public void Start(IPAddress address) => _ = Task.Run(() => Ask(address));

    public bool TryTakeAnswer(out IPAddress address) => _answered.TryDequeue(out address);

    private async Task Ask(IPAddress address)
    {
        try
        {
            using var ping = new Ping();
            PingReply reply = await ping.SendPingAsync(address, _wait).ConfigureAwait(false);
            if (reply.Status == IPStatus.Success && address.Equals(reply.Address))
                _answered.Enqueue(address);
        }
        catch (Exception error) when (error is PingException or InvalidOperationException or PlatformNotSupportedException)
        {
            // No route, or this user may not send ICMP: the address counts as free, and the phone's own ARP check remains.
        }
    }
}
