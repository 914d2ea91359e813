using System;
using System.Net;
using System.Runtime.InteropServices;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>The link of a server's sockets: tells when it goes and comes, and has them opened anew where they must be. One thread uses it.</summary>
internal sealed class FollowedLink : IDisposable
{
    private readonly string _name;
    private readonly LinkWatch _watch;
    private int _index;
    private bool _lost;
    private bool _closed;

    public FollowedLink(string name, IPAddress address)
    {
        _name = name;
        _watch = new LinkWatch(name, address);
        _index = _watch.Current.Index;
    }

    /// <summary>Why the link is lost, a clause.</summary>
    public string Reason { get; private set; } = string.Empty;

    /// <summary>To be called a few times a second.</summary>
    /// <param name="reopen">Closes the sockets and opens them again; false when they cannot be had yet, and then it is called again.</param>
    public LinkChange Follow(Func<bool> reopen)
    {
        LinkState state = _watch.Current;
        if (!_lost && (!state.IsReady || state.Index != _index))
        {
            _lost = true;
            Reason = state.IsReady ? $"interface '{_name}' is another device now" : state.Reason;
            return LinkChange.Lost;
        }

        if (!_lost || !state.IsReady)
            return LinkChange.None;
        if (MustReopen(state.Index) && !reopen())
        {
            // Windows still checks the address for duplicates, or the device is not ready: tried again on the next round.
            _closed = true;
            return LinkChange.None;
        }

        bool newDevice = state.Index != _index;
        _lost = _closed = false;
        _index = state.Index;
        return newDevice ? LinkChange.RestoredOnNewDevice : LinkChange.Restored;
    }

    public void Dispose() => _watch.Dispose();

    // A socket of Linux that is tied to a device outlives the loss of its link, and misses nothing when it is back; one of Windows is
    // bound to an address that was gone, and hears nothing more.
    private bool MustReopen(int index) => _closed || index != _index || !RuntimeInformation.IsOSPlatform(OSPlatform.Linux);
}
