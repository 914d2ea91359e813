using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>The loop that feeds a <see cref="DhcpResponder"/> from a socket and does what it wants done.</summary>
internal sealed class DhcpServerLoop : IDhcpOutput
{
    /// <summary>Milliseconds; the longest sleep, and so what a stop may take.</summary>
    private const int LongestWait = 100;

    /// <summary>Datagrams taken before the deadlines are looked at again.</summary>
    private const int Batch = 64;

    private readonly DhcpServerOptions _options;
    private readonly Action<DhcpEvent> _onEvent;
    private readonly DhcpSettings _settings;
    private readonly LeasePool _pool;
    private readonly DhcpResponder _responder;
    private readonly AddressProbe _probe;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly byte[] _buffer = new byte[65536];
    private readonly IPEndPoint _broadcastToClients;
    private EndPoint _sender = new IPEndPoint(IPAddress.Any, 0);
    private Socket? _socket;
    private LeaseJournal? _journal;
    private bool _journalFailed;
    private readonly ConcurrentQueue<TaskCompletionSource<IReadOnlyList<Lease>>> _snapshots = new();
    private Thread? _thread;
    private volatile bool _stopping;
    private volatile bool _ended;

    public DhcpServerLoop(DhcpServerOptions options, Action<DhcpEvent> onEvent)
    {
        _options = options;
        _onEvent = onEvent;

        // On loopback every address answers, so a probe would find all of them taken.
        _settings = options.InterfaceName is null ? options.Settings with { ProbeWait = TimeSpan.Zero } : options.Settings;
        _pool = new LeasePool(_settings);
        _responder = new DhcpResponder(_settings, _pool);
        _probe = new AddressProbe(_settings.ProbeWait);
        _broadcastToClients = new IPEndPoint(IPAddress.Broadcast, options.ClientPort);
    }

    public IPEndPoint? LocalEndPoint { get; private set; }

    /// <summary>Opens the socket.</summary>
    /// <exception cref="StationException">It cannot be had.</exception>
    public void Open()
    {
        IPAddress address = _options.BindAddress ?? _settings.ServerAddress;
        if (_options.InterfaceName is not null)
            NetworkInterfaces.Require(_options.InterfaceName, address);
        _socket = UdpBinding.OpenForBroadcasts(address, _options.ServerPort, _options.InterfaceName, _options.ReceiveBuffer);
        LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint;
        if (_options.JournalPath is null)
            return;
        try
        {
            OpenJournal(_options.JournalPath);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Begins to serve on a thread of its own; <see cref="Open"/> comes first.</summary>
    public Thread StartThread()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "DHCP server" };
        _thread.Start();
        return _thread;
    }

    public void RequestStop() => _stopping = true;

    /// <summary>The leases of this moment, made by the loop itself between two datagrams, so that no lock slows it.</summary>
    public IReadOnlyList<Lease> TakeSnapshot()
    {
        if (_ended || Thread.CurrentThread == _thread)
            return _pool.Leases;
        var request = new TaskCompletionSource<IReadOnlyList<Lease>>();
        _snapshots.Enqueue(request);
        while (!request.Task.Wait(LongestWait))
        {
            if (_ended)
                return _pool.Leases;
        }

        return request.Task.Result;
    }

    private void Run()
    {
        try
        {
            while (!_stopping)
            {
                ReceiveBatch(_socket!, WaitFor());
                while (_probe.TryTakeAnswer(out IPAddress address))
                    _responder.ProbeAnswered(address, _clock.Elapsed, this);
                _responder.Tick(_clock.Elapsed, this);
                while (_snapshots.TryDequeue(out TaskCompletionSource<IReadOnlyList<Lease>> request))
                    request.SetResult(_pool.Leases);
            }
        }
        finally
        {
            _socket?.Dispose();
            _journal?.Dispose();
            _ended = true;
        }
    }

    public void Send(byte[] datagram, int length, DhcpDelivery delivery)
    {
        EndPoint target = _options.ReplyToSender ? _sender
            : delivery.Kind == DhcpDeliveryKind.Broadcast && delivery.Port == 68 ? _broadcastToClients
            : new IPEndPoint(delivery.Address, delivery.Port == 68 ? _options.ClientPort : _options.ServerPort);
        try
        {
            _socket!.SendTo(datagram, 0, length, SocketFlags.None, target);
        }
        catch (SocketException)
        {
            // The link is down or the neighbour gone; the client asks again, and the link is watched elsewhere.
        }
    }

    public void Probe(IPAddress address) => _probe.Start(address);

    public void Record(Lease lease)
    {
        if (_journal is null)
            return;
        try
        {
            _journal.Append(lease, _clock.Elapsed);
            _journalFailed = false;
            if (_journal.NeedsCompaction(_pool.Count))
                _journal.Compact(_pool.Leases, _clock.Elapsed);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A phone on the bench is worth more than a lease on the disk: it is served, and the user is told, once for each trouble.
            if (!_journalFailed)
                Raise(new DhcpEvent(DhcpEventKind.JournalFailed, lease.Mac, lease.Address, Detail: $"the lease is kept in memory only: {error.Message}"));
            _journalFailed = true;
        }
    }

    public void Raise(DhcpEvent happening)
    {
        try
        {
            _onEvent(happening);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A fault in whoever listens must not cost the phones their server.
            Debug.WriteLine(error);
        }
    }

    private void OpenJournal(string path)
    {
        TimeSpan now = _clock.Elapsed;
        _journal = LeaseJournal.Open(path, now, out IReadOnlyList<Lease> leases);

        // A wall clock that was set back meanwhile must not make a lease longer than any that is given.
        TimeSpan longest = _settings.LeaseTime > TimeSpan.MaxValue - now ? TimeSpan.MaxValue : now + _settings.LeaseTime;
        foreach (Lease lease in leases)
            _pool.Restore(lease.ExpiresAt > longest ? lease with { ExpiresAt = longest } : lease);
        if (_journal.Damage is { } damage)
            Raise(new DhcpEvent(DhcpEventKind.JournalDamaged, PhysicalAddress.None, Detail: damage));
    }

    private int WaitFor()
    {
        TimeSpan? deadline = _responder.NextDeadline;
        if (deadline is null)
            return LongestWait;
        double left = (deadline.Value - _clock.Elapsed).TotalMilliseconds;
        return (int)Math.Min(LongestWait, Math.Max(0, Math.Ceiling(left)));
    }

    private void ReceiveBatch(Socket socket, int wait)
    {
        try
        {
            if (!socket.Poll(wait * 1000, SelectMode.SelectRead))
                return;
            int taken = 0;
            do
            {
                int length = socket.ReceiveFrom(_buffer, ref _sender);
                _responder.Receive(_buffer, length, _clock.Elapsed, this);
            }
            while (++taken < Batch && !_stopping && socket.Available > 0);
        }
        catch (SocketException error)
        {
            // 10054 and its kin speak of an earlier datagram, ENETDOWN of the link: neither ends the server. An error that stays must not
            // become a busy loop.
            if (error.SocketErrorCode is not (SocketError.ConnectionReset or SocketError.NetworkReset or SocketError.MessageSize))
                Thread.Sleep(LongestWait / 10);
        }
    }
}
