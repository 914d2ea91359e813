using System;
using System.Net;
using System.Net.NetworkInformation;
using System.Threading;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Whether an interface can carry packets of an address now, and if not, why.</summary>
/// <param name="IsReady">Link up and address there.</param>
/// <param name="Index">The interface's number; another one means another device behind the same name.</param>
/// <param name="Reason">Why it is not ready, a clause.</param>
internal sealed record LinkState(bool IsReady, int Index, string Reason);

/// <summary>
/// Looks at one interface twice a second. A phone that restarts on a direct cable takes the link down, and on Windows the address with
/// it; a USB adapter comes back as a new device.
/// </summary>
internal sealed class LinkWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly string _name;
    private readonly IPAddress _address;
    private readonly Timer _timer;
    private volatile LinkState _current;
    private volatile bool _ended;

    public LinkWatch(string name, IPAddress address)
    {
        _name = name;
        _address = address;
        _current = Look();
        _timer = new Timer(_ => Update(), null, Interval, Timeout.InfiniteTimeSpan);
    }

    public LinkState Current => _current;

    public void Dispose()
    {
        _ended = true;
        _timer.Dispose();
    }

    private void Update()
    {
        _current = Look();
        try
        {
            if (!_ended)
                _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // Ended between the question and the answer.
        }
    }

    private LinkState Look()
    {
        try
        {
            NetworkInterface? nic = NetworkInterfaces.Find(_name);
            if (nic is null)
                return new LinkState(false, 0, $"interface '{_name}' is gone");
            if (nic.OperationalStatus is not (OperationalStatus.Up or OperationalStatus.Unknown))
                return new LinkState(false, 0, $"interface '{_name}' has no link");
            return NetworkInterfaces.HasAddress(nic, _address)
                ? new LinkState(true, nic.GetIPProperties().GetIPv4Properties().Index, string.Empty)
                : new LinkState(false, 0, $"interface '{_name}' has lost the address {_address}");
        }
        catch (NetworkInformationException)
        {
            // The interface went away while it was looked at.
            return new LinkState(false, 0, $"interface '{_name}' is gone");
        }
    }
}
