using System;
using System.Collections.Generic;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>
/// All transfers of one UDP port, told apart by the client's address and port. Not thread-safe: one thread at a time. A server
/// has several such ports, so that a client's next transfer comes from another one and a late packet of the last goes nowhere.
/// </summary>
public sealed class TftpTransfers : ITftpPort
{
    /// <summary>The most deadlines served by one <see cref="Tick"/>, so that a host can look after its socket in between.</summary>
    private const int ExpiriesPerTick = 64;

    private readonly TftpSettings _settings;
    private readonly TftpSender _sender;
    private readonly Dictionary<TftpPeer, TftpTransfer> _byPeer = new();
    private readonly Dictionary<uint, int> _byHost = new();
    private readonly List<TftpTransfer> _underWay = new();

    /// <summary>Those of <see cref="_underWay"/> that nothing was acknowledged of, the oldest first.</summary>
    private readonly LinkedList<TftpTransfer> _halfOpen = new();

    /// <summary>The ended ones, in the order in which they ended and will be forgotten.</summary>
    private readonly LinkedList<TftpTransfer> _lingering = new();
    private TimeSpan _next = TimeSpan.MaxValue;

    public TftpTransfers(TftpSettings settings, ITftpOutput output)
    {
        _settings = settings;
        _sender = new TftpSender(settings, output);
    }

    public int Active => _underWay.Count;

    public TimeSpan? OldestHalfOpen => _halfOpen.First?.Value.Began;

    /// <summary>Transfers looked at in search of one, ever: what a flood of requests costs.</summary>
    internal long Visits { get; private set; }

    /// <summary>When <see cref="Tick"/> has to be called at the latest; never too late, sometimes early. Null when nothing is pending.</summary>
    public TimeSpan? NextDeadline => _next == TimeSpan.MaxValue ? null : _next;

    /// <summary>The transfers under way, as a snapshot.</summary>
    public IReadOnlyList<TftpProgress> Progress
    {
        get
        {
            var progress = new List<TftpProgress>(_underWay.Count);
            foreach (TftpTransfer transfer in _underWay)
            {
                progress.Add(transfer.Progress());
            }

            return progress;
        }
    }

    /// <summary>A datagram has come to this port.</summary>
    public void Receive(byte[] datagram, int length, TftpPeer from, TimeSpan now)
    {
        if (!_byPeer.TryGetValue(from, out TftpTransfer? transfer))
        {
            AnswerStranger(datagram, length, from);
            return;
        }

        bool wasUnderWay = !transfer.Ended;
        transfer.Receive(datagram, length, now);
        Account(transfer, wasUnderWay);
    }

    /// <summary>Serves the deadlines that have passed. A deadline that moves later is not searched for until the earlier one is due.</summary>
    public void Tick(TimeSpan now)
    {
        if (now < _next)
        {
            return;
        }

        _next = TimeSpan.MaxValue;
        int expiries = 0;
        for (int i = _underWay.Count - 1; i >= 0; i--)
        {
            TftpTransfer transfer = _underWay[i];
            Visits++;
            if (transfer.Deadline <= now && expiries < ExpiriesPerTick)
            {
                expiries++;
                transfer.Expire(now);
                Account(transfer, wasUnderWay: true);
            }
            else if (transfer.Deadline < _next)
            {
                _next = transfer.Deadline;
            }
        }

        while (_lingering.First is { } oldest && oldest.Value.Deadline <= now)
        {
            Forget(oldest.Value);
        }

        if (_lingering.First is { } next && next.Value.Deadline < _next)
        {
            _next = next.Value.Deadline;
        }
    }

    public int ActiveOf(uint address) => _byHost.TryGetValue(address, out int active) ? active : 0;

    public bool Serves(TftpPeer client) => _byPeer.TryGetValue(client, out TftpTransfer? transfer) && !transfer.Ended;

    public TimeSpan? BeganFor(TftpPeer client) => _byPeer.TryGetValue(client, out TftpTransfer? transfer) ? transfer.Began : null;

    public bool IsCopy(TftpPeer client, TftpRequest request, TimeSpan now) =>
        _byPeer.TryGetValue(client, out TftpTransfer? transfer) && transfer.IsAnswerTo(request, now);

    public bool Repeat(TftpPeer client, TftpRequest request, TimeSpan now)
    {
        if (!_byPeer.TryGetValue(client, out TftpTransfer? transfer) || transfer.Ended)
        {
            return false;
        }

        bool same = transfer.IsAskedForBy(request);
        if (same)
        {
            transfer.Repeat(now);
        }
        else
        {
            transfer.Suspend(now);
        }

        Account(transfer, wasUnderWay: true);
        return same;
    }

    public void Begin(TftpRead read, TimeSpan now)
    {
        if (_byPeer.TryGetValue(read.Client, out TftpTransfer? former))
        {
            bool wasUnderWay = !former.Ended;
            former.EndSilent(now, "the client began anew");
            Account(former, wasUnderWay);
            Forget(former);
        }

        var transfer = new TftpTransfer(read, _settings, _sender, now) { Index = _underWay.Count };
        _underWay.Add(transfer);
        _halfOpen.AddLast(transfer.Place);
        _byPeer.Add(read.Client, transfer);
        _byHost[read.Client.Address] = ActiveOf(read.Client.Address) + 1;
        transfer.Begin(now);
        Account(transfer, wasUnderWay: true);
    }

    public void Refuse(TftpErrorCode code, string message, TftpPeer to) => _sender.Error(code, message, to);

    public void EvictHalfOpen(TimeSpan now)
    {
        if (_halfOpen.First is { } oldest)
        {
            Visits++;
            TftpTransfer transfer = oldest.Value;
            transfer.Evict(now);
            Account(transfer, wasUnderWay: true);
        }
    }

    public void Raise(TftpEvent happening) => _sender.Output.Raise(happening);

    /// <summary>Ends every transfer with an ERROR to its client.</summary>
    public void Abort(string detail, TimeSpan now)
    {
        while (_underWay.Count > 0)
        {
            TftpTransfer transfer = _underWay[_underWay.Count - 1];
            transfer.Abort(now, detail);
            Account(transfer, wasUnderWay: true);
        }
    }

    private void AnswerStranger(byte[] datagram, int length, TftpPeer from)
    {
        // RFC 1350 section 4: the sender of a packet with the wrong transfer identifier is told so, and the transfer is left alone.
        TftpOpcode opcode = TftpPacket.ReadOpcode(datagram, length);
        if (opcode != 0 && opcode != TftpOpcode.Error && from.Port != 0)
        {
            _sender.Error(TftpErrorCode.UnknownTransferId, "unknown transfer ID", from);
        }
    }

    /// <summary>Keeps lists and deadline right after anything a transfer did.</summary>
    private void Account(TftpTransfer transfer, bool wasUnderWay)
    {
        if (wasUnderWay && transfer.Ended)
        {
            Retire(transfer);
        }
        else if (!transfer.IsHalfOpen && ReferenceEquals(transfer.Place.List, _halfOpen))
        {
            _halfOpen.Remove(transfer.Place);
        }

        if (transfer.Deadline < _next)
        {
            _next = transfer.Deadline;
        }
    }

    /// <summary>Out of those under way, into those that linger: no more than transfers may be under way, and the oldest goes first.</summary>
    private void Retire(TftpTransfer transfer)
    {
        TftpTransfer moved = _underWay[_underWay.Count - 1];
        _underWay[transfer.Index] = moved;
        moved.Index = transfer.Index;
        _underWay.RemoveAt(_underWay.Count - 1);
        uint host = transfer.Read.Client.Address;
        if (--_byHost[host] == 0)
        {
            _byHost.Remove(host);
        }

        transfer.Place.List?.Remove(transfer.Place);
        _lingering.AddLast(transfer.Place);
        if (_lingering.Count > _settings.MaxTransfers)
        {
            Forget(_lingering.First!.Value);
        }
    }

    private void Forget(TftpTransfer ended)
    {
        _lingering.Remove(ended.Place);
        _byPeer.Remove(ended.Read.Client);
    }
}
