using System;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Keeps a DHCP server from answering beside another one: the watch, its ears, and the wait before the first answer.</summary>
internal sealed class ForeignServerGuard : IDisposable
{
    private readonly DhcpServerOptions _options;
    private readonly IPAddress _address;
    private readonly ForeignServerWatch? _watch;
    private ServerListener? _listener;
    private TimeSpan _settledAt;

    public ForeignServerGuard(DhcpServerOptions options, IPAddress address)
    {
        _options = options;
        _address = address;
        if (options.InterfaceName is not null && options.ForeignServerWait > TimeSpan.Zero)
            _watch = new ForeignServerWatch(options.Settings.ServerAddress, Guid.NewGuid().GetHashCode(), options.ForeignServerInterval);
    }

    /// <summary>The server that forbids this one to answer; null when there is none, or the user forces it.</summary>
    public ForeignServer? Objection => _options.Force ? null : _watch?.Found;

    public TimeSpan? NextDeadline => _watch?.NextDeadline;

    /// <summary>Begins to listen and sends the first probe; again after the link was away, when it may be another network's.</summary>
    /// <param name="now">The monotonic time.</param>
    /// <param name="newDevice">Whether another device may be behind the interface's name.</param>
    /// <param name="output">Sends the probe and takes the events.</param>
    public void Start(TimeSpan now, bool newDevice, IDhcpOutput output)
    {
        if (_watch is null)
            return;
        if (newDevice)
        {
            _listener?.Dispose();
            _listener = new ServerListener(_address, _options.InterfaceName!, _options.ClientPort);
            output.Raise(new DhcpEvent(
                DhcpEventKind.WatchingForServers, PhysicalAddress.None, Detail: $"another DHCP server would be heard {_listener.Way}"));
        }

        _watch.Start(now, output);
        _settledAt = now + _options.ForeignServerWait;
    }

    /// <summary>Whether the wait before the first answer is over.</summary>
    public bool IsSettled(TimeSpan now) => _watch is null || now >= _settledAt;

    /// <summary>Looks at a datagram of port 67; true when it is a probe of ours that came back.</summary>
    public bool Take(byte[] datagram, int length, EndPoint source, IDhcpOutput output) =>
        _watch is not null && _watch.Receive(datagram, length, (source as IPEndPoint)?.Address, null, output);

    /// <summary>Looks at what was overheard since the last call, and probes when it is time.</summary>
    public void Tick(TimeSpan now, IDhcpOutput output)
    {
        if (_watch is null)
            return;
        while (_listener!.TryTake(out OverheardMessage message))
            _watch.Receive(message.Datagram, message.Datagram.Length, message.Source, message.SourceMac, output);
        _watch.Tick(now, output);
    }

    public void Dispose() => _listener?.Dispose();
}
