using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// The DHCP server on a real network: one socket and one thread of its own. Events are raised in order on that thread; who takes them
/// must return quickly.
/// </summary>
public sealed class DhcpServer : IDisposable
{
    private readonly DhcpServerOptions _options;
    private readonly Action<DhcpEvent> _onEvent;
    private readonly object _lifeGate = new();
    private DhcpServerLoop? _loop;
    private Thread? _thread;
    private StationException? _lastFailure;
    private IReadOnlyList<Lease> _lastLeases = Array.Empty<Lease>();

    /// <param name="options">Where and how to serve.</param>
    /// <param name="onEvent">Takes what happens.</param>
    public DhcpServer(DhcpServerOptions options, Action<DhcpEvent> onEvent)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _onEvent = onEvent ?? throw new ArgumentNullException(nameof(onEvent));
    }

    /// <summary>Whether the server has been started and has not ended.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_lifeGate)
                return _loop is { HasEnded: false };
        }
    }

    /// <summary>Why the server ended by itself, such as another DHCP server; null when it did not.</summary>
    public StationException? Failure
    {
        get
        {
            lock (_lifeGate)
                return _loop?.Failure ?? _lastFailure;
        }
    }

    /// <summary>Where the server listens; null when it does not run.</summary>
    public IPEndPoint? LocalEndPoint
    {
        get
        {
            lock (_lifeGate)
                return _loop?.LocalEndPoint;
        }
    }

    /// <summary>A snapshot of the leases, expired and released ones that are kept for re-use included.</summary>
    public IReadOnlyList<Lease> Leases
    {
        get
        {
            DhcpServerLoop? loop;
            lock (_lifeGate)
                loop = _loop;
            return loop?.TakeSnapshot() ?? _lastLeases;
        }
    }

    /// <summary>
    /// Binds the port, looks for another DHCP server (<see cref="DhcpServerOptions.ForeignServerWait"/>) and begins to serve; when it
    /// returns, the server answers. Requests that arrive meanwhile are answered then.
    /// </summary>
    /// <exception cref="ForeignServerException">There is another DHCP server.</exception>
    /// <exception cref="StationException">The port, the interface or the journal cannot be had; the message says what to do.</exception>
    /// <exception cref="ArgumentException">The settings contradict themselves.</exception>
    public void Start()
    {
        DhcpServerLoop loop;
        lock (_lifeGate)
        {
            if (_loop is { HasEnded: false })
                return;
            loop = new DhcpServerLoop(_options, _onEvent);
            loop.Open();
            _lastFailure = null;
            _loop = loop;
            _thread = loop.StartThread();
        }

        loop.WaitUntilServing();
        if (loop.Failure is not { } failure)
            return;
        Stop();
        throw failure;
    }

    /// <summary>Ends the server, within a few hundred milliseconds. Does nothing when it does not run.</summary>
    public void Stop()
    {
        DhcpServerLoop? loop;
        Thread? thread;
        lock (_lifeGate)
        {
            loop = _loop;
            thread = _thread;
        }

        if (loop is null)
            return;
        loop.RequestStop();

        // A handler that stops the server runs on the server's own thread, which cannot wait for itself. The gate is open meanwhile, so
        // that a handler that asks something of the server does not hold up its end.
        if (thread != Thread.CurrentThread)
            thread!.Join();
        lock (_lifeGate)
        {
            if (_loop != loop)
                return;
            _lastLeases = loop.TakeSnapshot();
            _lastFailure = loop.Failure;
            _loop = null;
            _thread = null;
        }
    }

    public void Dispose() => Stop();
}
