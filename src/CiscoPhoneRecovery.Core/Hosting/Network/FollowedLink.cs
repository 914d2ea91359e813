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
    private string _blockedBy = string.Empty;

    public FollowedLink(string name, IPAddress address)
    {
        _name = name;
        _watch = new LinkWatch(name, address);
        _index = _watch.Current.Index;
    }

    /// <summary>True from the loss until the sockets are open again where they must be.</summary>
    public bool IsLost => _lost;

    /// <summary>Why the link is lost, a clause; or why the port is, a sentence.</summary>
    public string Reason { get; private set; } = string.Empty;

    /// <summary>To be called a few times a second.</summary>
    /// <param name="reopen">Closes the sockets and opens them again; what it throws says why not, and then it is called again.</param>
    public LinkChange Follow(Action reopen)
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
        if (MustReopen(state.Index) && TryReopen(reopen) is { } obstacle)
            return IsNews(obstacle) ? LinkChange.Blocked : LinkChange.None;

        bool newDevice = state.Index != _index;
        _lost = _closed = false;
        _blockedBy = string.Empty;
        _index = state.Index;
        return newDevice ? LinkChange.RestoredOnNewDevice : LinkChange.Restored;
    }

    public void Dispose() => _watch.Dispose();

    private StationException? TryReopen(Action reopen)
    {
        try
        {
            reopen();
            return null;
        }
        catch (StationException obstacle)
        {
            _closed = true;
            return obstacle;
        }
    }

    // That the address or the device is not ready passes: Windows checks an address for duplicates first. A port that another program
    // has taken meanwhile does not, and is told, once for each program.
    private bool IsNews(StationException obstacle)
    {
        if (obstacle is AddressMissingException or InterfaceNotFoundException || obstacle.Message == _blockedBy)
            return false;
        _blockedBy = obstacle.Message;
        Reason = $"{obstacle.Message} {obstacle.Advice} It is tried again and again.";
        return true;
    }

    // A socket of Linux that is tied to a device outlives the loss of its link, and misses nothing when it is back; one of Windows is
    // bound to an address that was gone, and hears nothing more.
    private bool MustReopen(int index) => _closed || index != _index || !RuntimeInformation.IsOSPlatform(OSPlatform.Linux);
}
