using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
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

    /// <summary>Requests kept while the server looks for another one.</summary>
    private const int MostHeld = 1024;

    private readonly DhcpServerOptions _options;
    private readonly Action<DhcpEvent> _onEvent;
    private readonly DhcpSettings _settings;
    private readonly IPAddress _address;
    private readonly LeasePool _pool;
    private readonly DhcpResponder _responder;
    private readonly AddressProbe _probe;
    private readonly ForeignServerGuard _guard;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly byte[] _buffer = new byte[65536];
    private readonly IPEndPoint _broadcastToClients;
    private readonly ConcurrentQueue<TaskCompletionSource<IReadOnlyList<Lease>>> _snapshots = new();
    private readonly Queue<(byte[] Datagram, EndPoint Sender)> _held = new();
    private readonly ManualResetEventSlim _serving = new();
    private EndPoint _sender = new IPEndPoint(IPAddress.Any, 0);
    private Socket? _socket;
    private LeaseKeeper? _leases;
    private Thread? _thread;
    private volatile bool _stopping;
    private volatile bool _ended;

    public DhcpServerLoop(DhcpServerOptions options, Action<DhcpEvent> onEvent)
    {
        _options = options;
        _onEvent = onEvent;

        // On loopback every address answers, so a probe would find all of them taken.
        _settings = options.InterfaceName is null ? options.Settings with { ProbeWait = TimeSpan.Zero } : options.Settings;
        _address = options.BindAddress ?? _settings.ServerAddress;
        _pool = new LeasePool(_settings);
        _responder = new DhcpResponder(_settings, _pool);
        _probe = new AddressProbe(_settings.ProbeWait);
        _guard = new ForeignServerGuard(options, _address);
        _broadcastToClients = new IPEndPoint(IPAddress.Broadcast, options.ClientPort);
    }

    public IPEndPoint? LocalEndPoint { get; private set; }

    /// <summary>Why the loop ended by itself; null while it runs or when it was asked to end.</summary>
    public StationException? Failure { get; private set; }

    public bool HasEnded => _ended;

    /// <summary>Opens the socket and the journal.</summary>
    /// <exception cref="StationException">One of them cannot be had.</exception>
    public void Open()
    {
        if (_options.InterfaceName is not null)
            NetworkInterfaces.Require(_options.InterfaceName, _address);
        _socket = UdpBinding.OpenForBroadcasts(_address, _options.ServerPort, _options.InterfaceName, _options.ReceiveBuffer);
        LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint;
        try
        {
            _leases = new LeaseKeeper(_options.JournalPath, _settings, _pool, _clock.Elapsed, Raise);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Begins on a thread of its own; <see cref="Open"/> comes first.</summary>
    public Thread StartThread()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "DHCP server" };
        _thread.Start();
        return _thread;
    }

    /// <summary>Waits until the server answers, or has ended because it must not.</summary>
    public void WaitUntilServing() => _serving.Wait();

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

    public void Record(Lease lease) => _leases!.Record(lease, _clock.Elapsed, Raise);

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

    private void Run()
    {
        try
        {
            _guard.Start(_clock.Elapsed, this);
            while (!_stopping)
            {
                ReceiveBatch(_socket!, WaitFor());
                Advance();
            }
        }
        finally
        {
            _socket?.Dispose();
            _guard.Dispose();
            _leases?.Dispose();
            _ended = true;
            _serving.Set();
        }
    }

    private void Advance()
    {
        _guard.Tick(_clock.Elapsed, this);
        if (_guard.Objection is { } server)
        {
            GiveWayTo(server);
            return;
        }

        if (!_serving.IsSet && _guard.IsSettled(_clock.Elapsed))
        {
            AnswerHeld();
            _serving.Set();
        }

        while (_probe.TryTakeAnswer(out IPAddress address))
            _responder.ProbeAnswered(address, _clock.Elapsed, this);
        _responder.Tick(_clock.Elapsed, this);
        while (_snapshots.TryDequeue(out TaskCompletionSource<IReadOnlyList<Lease>> request))
            request.SetResult(_pool.Leases);
    }

    private void GiveWayTo(ForeignServer server)
    {
        Failure = new ForeignServerException(server);
        Raise(new DhcpEvent(DhcpEventKind.Stopped, server.Mac, server.Address, Detail: $"{Failure.Message} {Failure.Advice}"));
        _stopping = true;
    }

    private int WaitFor()
    {
        TimeSpan? deadline = _responder.NextDeadline;
        if (deadline is null)
            return _serving.IsSet ? LongestWait : LongestWait / 10;
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
                Take(socket.ReceiveFrom(_buffer, ref _sender));
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

    private void Take(int length)
    {
        if (_guard.Take(_buffer, length, _sender, this) || _guard.Objection is not null)
            return;
        if (_serving.IsSet)
            _responder.Receive(_buffer, length, _clock.Elapsed, this);
        else if (_held.Count < MostHeld)
            Hold(length);
    }

    // Phones that ask while the server still looks for another one are answered as soon as it knows that there is none.
    private void Hold(int length)
    {
        var copy = new byte[length];
        Buffer.BlockCopy(_buffer, 0, copy, 0, length);
        _held.Enqueue((copy, _sender));
    }

    private void AnswerHeld()
    {
        while (_held.Count > 0)
        {
            (byte[] datagram, _sender) = _held.Dequeue();
            _responder.Receive(datagram, datagram.Length, _clock.Elapsed, this);
        }
    }
}
