using System;
using System.Collections.Generic;
using System.IO;

namespace CiscoPhoneRecovery.Core.Tests.Tftp;

/// <summary>One download over a network that loses, doubles and delays packets in both directions, in virtual time from one seed.</summary>
internal sealed class LossyDownload
{
    private static readonly TimeSpan ClientTimeout = TimeSpan.FromMilliseconds(700);

    private readonly TftpRig _rig = new();
    private readonly Random _random;
    private readonly int _windowSize;
    private readonly PriorityQueue<(bool ToClient, SentPacket Packet), TimeSpan> _wire = new();
    private readonly MemoryStream _received = new();
    private readonly byte[] _content;
    private int _taken;
    private int _port;
    private int _window = 1;
    private int _inWindow;
    private long _expected = 1;
    private bool _oackTaken;
    private bool _done;
    private TimeSpan _clientDeadline;
    private byte[] _lastSent = Array.Empty<byte>();

    public LossyDownload(int seed, int windowSize)
    {
        _random = new Random(seed);
        _windowSize = windowSize;
        _content = _rig.Add("a", _random.Next(0, 30_000)).Content;
    }

    /// <summary>True when the file has come whole; a run is bounded in virtual time.</summary>
    public bool Run()
    {
        _lastSent = _windowSize == 1 ? TftpRig.Rrq("a", "octet") : TftpRig.Rrq("a", "octet", "windowsize", _windowSize.ToString());
        _port = -1;
        FromClient(_lastSent);
        TimeSpan end = _rig.Now + TimeSpan.FromMinutes(10);
        while (!_done && _rig.Now < end)
        {
            Step();
        }

        return _done && _received.ToArray().AsSpan().SequenceEqual(_content);
    }

    private void Step()
    {
        TimeSpan next = _clientDeadline;
        if (_wire.TryPeek(out _, out TimeSpan arrival) && arrival < next)
        {
            next = arrival;
        }

        if (_rig.NextDeadline is TimeSpan deadline && deadline < next)
        {
            next = deadline;
        }

        _rig.Wait(next > _rig.Now ? next - _rig.Now : TimeSpan.Zero);
        Collect();
        while (_wire.TryPeek(out (bool ToClient, SentPacket Packet) item, out arrival) && arrival <= _rig.Now)
        {
            _wire.Dequeue();
            Deliver(item.ToClient, item.Packet);
            Collect();
        }

        if (_rig.Now >= _clientDeadline && !_done)
        {
            FromClient(_lastSent);
        }
    }

    private void Deliver(bool toClient, SentPacket packet)
    {
        if (toClient)
        {
            ToClient(packet);
        }
        else if (packet.Port < 0)
        {
            _rig.Request(packet.Bytes);
        }
        else
        {
            _rig.Send(packet.Bytes, packet.Port);
        }
    }

    private void ToClient(SentPacket packet)
    {
        if (_port >= 0 && packet.Port != _port)
        {
            return; // another transfer's, from a request that came twice
        }

        if (packet.Opcode == 6 && _expected == 1)
        {
            _port = packet.Port;
            _window = _oackTaken ? _window : int.Parse(packet.Strings[1]);
            _oackTaken = true;
            FromClient(TftpRig.Packet(4, 0));
        }
        else if (packet.Opcode == 3)
        {
            _port = packet.Port;
            Data(packet);
        }
    }

    private void Data(SentPacket packet)
    {
        bool inOrder = packet.Number == (ushort)_expected;
        if (inOrder)
        {
            _received.Write(packet.Data);
            _expected++;
            _inWindow++;
            _done = packet.Data.Length < 512;
        }

        if (_done || !inOrder || _inWindow >= _window)
        {
            _inWindow = 0;
            FromClient(TftpRig.Packet(4, (ushort)(_expected - 1)));
        }
    }

    private void FromClient(byte[] bytes)
    {
        _lastSent = bytes;
        _clientDeadline = _rig.Now + ClientTimeout;
        Put(false, new SentPacket(bytes, TftpRig.Phone, _port, _rig.Now));
    }

    private void Collect()
    {
        foreach (SentPacket packet in _rig.Sent.GetRange(_taken, _rig.Sent.Count - _taken))
        {
            Put(true, packet);
        }

        _taken = _rig.Sent.Count;
    }

    private void Put(bool toClient, SentPacket packet)
    {
        if (_random.Next(100) < 10)
        {
            return;
        }

        for (int copies = _random.Next(100) < 5 ? 2 : 1; copies > 0; copies--)
        {
            double delay = _random.Next(100) < 3 ? _random.Next(200) : _random.NextDouble();
            _wire.Enqueue((toClient, packet), _rig.Now + TimeSpan.FromMilliseconds(delay));
        }
    }
}
