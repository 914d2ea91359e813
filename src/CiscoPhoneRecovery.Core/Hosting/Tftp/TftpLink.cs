using System;
using System.Net;
using System.Threading;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Follows the server's interface on a thread of its own, because those that serve may be waiting for packets that never come.</summary>
internal sealed class TftpLink : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly string _name;
    private readonly FollowedLink _link;
    private readonly Action _reopen;
    private readonly Action<TftpEvent> _events;
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _thread;

    /// <param name="name">The interface.</param>
    /// <param name="address">The server's.</param>
    /// <param name="reopen">Opens all ports anew, or throws a <see cref="StationException"/>.</param>
    /// <param name="events">Where losses and returns are told.</param>
    public TftpLink(string name, IPAddress address, Action reopen, Action<TftpEvent> events)
    {
        _name = name;
        _link = new FollowedLink(name, address);
        _reopen = reopen;
        _events = events;
        _thread = new Thread(Run) { IsBackground = true, Name = "TFTP link" };
        _thread.Start();
    }

    /// <summary>Returns when no port is being opened anew any more.</summary>
    public void Dispose()
    {
        _ended.Set();
        _thread.Join();
        _link.Dispose();
        _ended.Dispose();
    }

    private void Run()
    {
        while (!_ended.Wait(Interval))
        {
            LinkChange change = _link.Follow(_reopen);
            if (change == LinkChange.Lost)
            {
                Tell(TftpEventKind.LinkLost, $"{_link.Reason}; the TFTP server waits for it");
            }
            else if (change == LinkChange.Blocked)
            {
                Tell(TftpEventKind.LinkLost, _link.Reason);
            }
            else if (change != LinkChange.None)
            {
                Tell(TftpEventKind.LinkRestored, $"the TFTP server listens on '{_name}' again");
            }
        }
    }

    private void Tell(TftpEventKind kind, string detail) => _events(new TftpEvent(kind, default, string.Empty, Detail: detail));
}
