using System;
using System.Threading;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>The threads of a server: one at the request port, and the pump's at the transfer ports. What was stopped can be started again.</summary>
internal sealed class TftpThreads
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(100);

    private readonly TftpWire _requests;
    private readonly TftpPort[] _ports;
    private readonly TftpResponder _responder;
    private readonly Func<TimeSpan> _clock;
    private TftpPump? _pump;
    private Thread? _listener;
    private volatile bool _stopping;

    public TftpThreads(TftpWire requests, TftpPort[] ports, TftpResponder responder, Func<TimeSpan> clock)
    {
        _requests = requests;
        _ports = ports;
        _responder = responder;
        _clock = clock;
    }

    public void Start()
    {
        _stopping = false;
        _pump = TftpPump.For(_ports, _clock);
        _pump.Start();
        _listener = new Thread(Listen) { IsBackground = true, Name = "TFTP requests" };
        _listener.Start();
    }

    /// <summary>No request is taken any more; transfers go on. Does nothing when it is so already.</summary>
    public void StopRequests()
    {
        _stopping = true;
        _requests.Interrupt();
        _listener?.Join();
        _listener = null;
    }

    /// <summary>Nothing is sent or received any more. Does nothing when it is so already.</summary>
    public void StopTransfers()
    {
        _pump?.Stop();
        _pump = null;
    }

    private void Listen()
    {
        while (!_stopping)
        {
            int count = _requests.Receive(Idle);
            for (int i = 0; i < count; i++)
            {
                _responder.Receive(_requests.Datagram(i), _requests.Length(i), _requests.From(i), _clock());
            }
        }
    }
}
