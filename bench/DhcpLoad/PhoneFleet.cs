using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;

namespace CiscoPhoneRecovery.Bench.DhcpLoad;

/// <summary>Phones on one wire, each with at most one exchange under way: DISCOVER, OFFER, REQUEST, ACK.</summary>
internal sealed class PhoneFleet
{
    private const byte Offer = 2;
    private const byte Ack = 5;
    private const byte Nak = 6;
    private const int RoundShift = 20;

    private readonly LoadOptions _options;
    private readonly PhoneSocket _socket;
    private readonly PhoneMessages _messages = new();
    private readonly byte[] _buffer = new byte[2048];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly uint[] _xids;
    private readonly uint[] _offered;
    private readonly TimeSpan[] _began;
    private readonly TimeSpan[] _asked;
    private readonly uint[] _bound;
    private readonly Queue<int> _waiting = new();
    private readonly Queue<int> _idle = new();
    private uint _round;

    public PhoneFleet(LoadOptions options, PhoneSocket socket)
    {
        _options = options;
        _socket = socket;
        _xids = new uint[options.Clients];
        _offered = new uint[options.Clients];
        _began = new TimeSpan[options.Clients];
        _asked = new TimeSpan[options.Clients];
        _bound = new uint[options.Clients];
    }

    /// <summary>Exchanges that ended with an ACK.</summary>
    public int Completed { get; private set; }

    /// <summary>Times that a phone had to ask again because no answer came.</summary>
    public int Retries { get; private set; }

    public int Refusals { get; private set; }

    /// <summary>Milliseconds from the first DISCOVER to the ACK, one for each completed exchange.</summary>
    public List<double> Latencies { get; } = new();

    /// <summary>The address of each phone, 0 without one.</summary>
    public IReadOnlyList<uint> Bound => _bound;

    /// <summary>All phones start in one instant and go on until all are bound or the time is up.</summary>
    public TimeSpan StartAll()
    {
        TimeSpan begin = _clock.Elapsed;
        for (int client = 0; client < _options.Clients; client++)
            Begin(client);
        TimeSpan end = begin + TimeSpan.FromSeconds(_options.GiveUp);
        while (Completed < _options.Clients && _clock.Elapsed < end)
            Step(again: false);
        return _clock.Elapsed - begin;
    }

    /// <summary>Keeps so many exchanges under way for the time of the measurement.</summary>
    public TimeSpan Run()
    {
        TimeSpan begin = _clock.Elapsed;
        for (int client = _options.Outstanding; client < _options.Clients; client++)
            _idle.Enqueue(client);
        for (int client = 0; client < Math.Min(_options.Outstanding, _options.Clients); client++)
            Begin(client);
        TimeSpan end = begin + TimeSpan.FromSeconds(_options.Seconds);
        while (_clock.Elapsed < end)
            Step(again: true);
        return _clock.Elapsed - begin;
    }

    /// <summary>Addresses that more than one phone has.</summary>
    public int Duplicates() => _bound.Where(address => address != 0).GroupBy(address => address).Count(group => group.Count() > 1);

    public static string Name(int client) => $"001BD4{client:X6}";

    public static IPAddress Address(uint address) => new(new[] { (byte)(address >> 24), (byte)(address >> 16), (byte)(address >> 8), (byte)address });

    private void Step(bool again)
    {
        // The queue is in the order of asking, so only its head can be due; an entry that was answered meanwhile is dropped there.
        TimeSpan retry = TimeSpan.FromSeconds(_options.Retry);
        while (_waiting.Count > 0 && (_xids[_waiting.Peek()] == 0 || _asked[_waiting.Peek()] + retry <= _clock.Elapsed))
            AskAgain(_waiting.Dequeue(), retry);
        TimeSpan wait = _waiting.Count == 0 ? retry : _asked[_waiting.Peek()] + retry - _clock.Elapsed;
        int length = _socket.Receive(_buffer, wait);
        if (length > 0 && PhoneMessages.TryRead(_buffer.AsSpan(0, length), out uint xid, out byte type, out uint address, out uint server))
            Take(xid, type, address, server, again);
    }

    private void Take(uint xid, byte type, uint address, uint server, bool again)
    {
        int client = (int)(xid & ((1 << RoundShift) - 1));
        if (client >= _xids.Length || _xids[client] != xid)
            return;
        if (type == Offer && _offered[client] == 0)
        {
            _offered[client] = address;
            _asked[client] = _clock.Elapsed;
            _socket.Broadcast(_messages.Request(client, xid, address, server));
        }
        else if (type == Ack && _offered[client] != 0)
        {
            Complete(client, address, again);
        }
        else if (type == Nak)
        {
            Refusals++;
            Begin(client);
        }
    }

    private void Complete(int client, uint address, bool again)
    {
        Completed++;
        Latencies.Add((_clock.Elapsed - _began[client]).TotalMilliseconds);
        _bound[client] = address;
        _xids[client] = 0;
        if (_options.List)
            Console.WriteLine($"bound {Name(client)} {Address(address)}");
        if (!again)
            return;
        _idle.Enqueue(client);
        Begin(_idle.Dequeue());
    }

    private void Begin(int client)
    {
        _began[client] = _clock.Elapsed;
        Discover(client);
    }

    private void AskAgain(int client, TimeSpan retry)
    {
        if (_xids[client] == 0 || _asked[client] + retry > _clock.Elapsed)
        {
            // Answered, or asked anew since this entry was made: an entry of its own stands further back.
            if (_xids[client] != 0)
                _waiting.Enqueue(client);
            return;
        }

        Retries++;
        Discover(client);
    }

    private void Discover(int client)
    {
        _xids[client] = (++_round << RoundShift) | (uint)client;
        if (_xids[client] >> RoundShift == 0)
            _xids[client] |= 1u << RoundShift;
        _offered[client] = 0;
        _asked[client] = _clock.Elapsed;
        _waiting.Enqueue(client);
        _socket.Broadcast(_messages.Discover(client, _xids[client]));
    }
}
