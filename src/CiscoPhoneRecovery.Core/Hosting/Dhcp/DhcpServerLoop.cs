using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
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
    private readonly ForeignServerGuard _guard;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly byte[] _buffer = new byte[65536];
    private readonly DhcpSocket _socket;
    private readonly ConcurrentQueue<TaskCompletionSource<IReadOnlyList<Lease>>> _snapshots = new();
    private readonly Queue<(byte[] Datagram, EndPoint Sender)> _held = new();
    private readonly ManualResetEventSlim _serving = new();
    private EndPoint _sender = new IPEndPoint(IPAddress.Any, 0);
    private AddressProbe? _probe;
    private LeaseKeeper? _leases;
    private bool _settled;
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
        _guard = new ForeignServerGuard(options, _address);
        _socket = new DhcpSocket(options, _address);
    }

    public IPEndPoint? LocalEndPoint { get; private set; }

    /// <summary>Why the loop ended by itself; null while it runs or when it was asked to end.</summary>
    public StationException? Failure { get; private set; }

    public bool HasEnded => _ended;

    /// <summary>Opens the socket and the journal.</summary>
    /// <exception cref="StationException">One of them cannot be had.</exception>
    public void Open()
    {
        if (_options.InterfaceName is { } name)
            RequireFit(name);
        LocalEndPoint = _socket.Open();
        try
        {
            _leases = new LeaseKeeper(_options, _pool, _clock.Elapsed, Raise);
            _probe = OpenProbe();
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

    public void Send(byte[] datagram, int length, DhcpDelivery delivery) => _socket.Send(datagram, length, delivery, _sender);

    public void Probe(IPAddress address) => _probe!.Start(address);

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

    // Fitness comes first: the address that a wrong interface lacks must not be what the user is told to give it.
    private void RequireFit(string name)
    {
        IReadOnlyList<string> reasons = InterfaceFitness.Reasons(InterfaceFacts.Of(name));
        if (reasons.Count > 0 && !_options.Force)
            throw new UnfitInterfaceException(name, reasons);
        NetworkInterfaces.Require(name, _address);
    }

    private void Run()
    {
        try
        {
            _guard.Start(_clock.Elapsed, newDevice: true, this);
            while (!_stopping)
            {
                ReceiveBatch(WaitFor());
                FollowLink();
                Advance();
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A fault of ours on a thread of its own would end the whole PowerShell; it ends the server instead, and is told.
            Failure = new StationException($"The DHCP server ended by a fault of its own: {error.Message}", "Start it again, and report this.", error);
            Raise(new DhcpEvent(DhcpEventKind.Stopped, PhysicalAddress.None, Detail: Failure.Message));
        }
        finally
        {
            _socket.Dispose();
            _guard.Dispose();
            _probe?.Dispose();
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

        if (!_settled && !_socket.IsLost && _guard.IsSettled(_clock.Elapsed))
        {
            _settled = true;
            AnswerHeld();
            _serving.Set();
        }

        while (_probe!.TryTakeAnswer(out IPAddress address, out PhysicalAddress? holder))
            _responder.ProbeAnswered(address, holder, _clock.Elapsed, this);
        _responder.Tick(_clock.Elapsed, this);
        while (_snapshots.TryDequeue(out TaskCompletionSource<IReadOnlyList<Lease>> request))
            request.SetResult(_pool.Leases);
    }

    private void FollowLink()
    {
        LinkChange change = _socket.Follow();
        if (change == LinkChange.None)
            return;
        if (change is LinkChange.Lost or LinkChange.Blocked)
        {
            _settled = false;
            _held.Clear();
            string wait = change == LinkChange.Lost ? "; the DHCP server waits for it" : string.Empty;
            Raise(new DhcpEvent(DhcpEventKind.LinkLost, PhysicalAddress.None, _address, Detail: _socket.Reason + wait));
            return;
        }

        Raise(new DhcpEvent(
            DhcpEventKind.LinkRestored, PhysicalAddress.None, _address, Detail: $"the DHCP server listens on '{_options.InterfaceName}' again"));

        if (change == LinkChange.RestoredOnNewDevice)
        {
            _probe!.Dispose();
            _probe = OpenProbe();
        }

        // What is plugged in now may be another network, so the server looks before it answers, as at its start.
        _settled = false;
        _guard.Start(_clock.Elapsed, change == LinkChange.RestoredOnNewDevice, this);
    }

    private AddressProbe OpenProbe() => AddressProbe.For(_options.InterfaceName, _address, _settings.ProbeWait);

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
            return _settled ? LongestWait : LongestWait / 10;
        double left = (deadline.Value - _clock.Elapsed).TotalMilliseconds;
        return (int)Math.Min(LongestWait, Math.Max(0, Math.Ceiling(left)));
    }

    private void ReceiveBatch(int wait)
    {
        if (!_socket.Wait(wait))
            return;
        int taken = 0;
        do
        {
            if (_socket.TryReceive(_buffer, ref _sender, out int length))
                Take(length);
        }
        while (++taken < Batch && !_stopping && _socket.HasMore);
    }

    private void Take(int length)
    {
        if (_guard.Take(_buffer, length, _sender, this) || _guard.Objection is not null)
            return;
        if (_settled)
            _responder.Receive(_buffer, length, _clock.Elapsed, this);
        else if (!_socket.IsLost && _held.Count < MostHeld)
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
