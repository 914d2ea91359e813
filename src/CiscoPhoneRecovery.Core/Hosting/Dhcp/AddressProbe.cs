using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.NetworkInformation;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Asks whether somebody has an address (RFC 2131 section 3.1 step 2), without holding anybody up.</summary>
internal abstract class AddressProbe : IDisposable
{
    private readonly ConcurrentQueue<(IPAddress Address, PhysicalAddress? Holder)> _answered = new();

    /// <summary>
    /// By ARP where the system lets us send it, because a host may be silent to ICMP but not to ARP, and because it leaves by the one
    /// interface; else by ICMP echo.
    /// </summary>
    /// <param name="device">The interface; null for loopback, where nothing is probed.</param>
    /// <param name="own">The station's address.</param>
    /// <param name="wait">How long an answer may take; zero where nothing will be asked.</param>
    public static AddressProbe For(string? device, IPAddress own, TimeSpan wait) =>
        (device is null || wait <= TimeSpan.Zero ? null : ArpProbe.TryOpen(device, own, wait)) ?? (AddressProbe)new EchoProbe(wait);

    /// <summary>Starts a probe; an answer is to be fetched by <see cref="TryTakeAnswer"/>.</summary>
    public abstract void Start(IPAddress address);

    /// <summary>An address that somebody answered for, and who where that is known.</summary>
    public bool TryTakeAnswer(out IPAddress address, out PhysicalAddress? holder)
    {
        bool any = _answered.TryDequeue(out (IPAddress Address, PhysicalAddress? Holder) answer);
        (address, holder) = answer;
        return any;
    }

    public abstract void Dispose();

    protected void Answered(IPAddress address, PhysicalAddress? holder) => _answered.Enqueue((address, holder));
}
