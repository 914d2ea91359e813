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
    private readonly List<TftpTransfer> _all = new();
    private TimeSpan _next = TimeSpan.MaxValue;
    private int _active;

    public TftpTransfers(TftpSettings settings, ITftpOutput output)
    {
        _settings = settings;
        _sender = new TftpSender(settings, output);
    }

    public int Active => _active;

    /// <summary>When <see cref="Tick"/> has to be called at the latest; never too late, sometimes early. Null when nothing is pending.</summary>
    public TimeSpan? NextDeadline => _next == TimeSpan.MaxValue ? null : _next;

    /// <summary>The transfers under way, as a snapshot.</summary>
    public IReadOnlyList<TftpProgress> Progress
    {
        get
        {
            var progress = new List<TftpProgress>(_all.Count);
            foreach (TftpTransfer transfer in _all)
            {
                if (!transfer.Ended)
                {
                    progress.Add(transfer.Progress());
                }
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
        for (int i = _all.Count - 1; i >= 0; i--)
        {
            TftpTransfer transfer = _all[i];
            if (transfer.Deadline <= now && expiries < ExpiriesPerTick)
            {
                expiries++;
                Expire(transfer, now);
            }

            if (i < _all.Count && ReferenceEquals(_all[i], transfer) && transfer.Deadline < _next)
            {
                _next = transfer.Deadline;
            }
        }
    }

    public bool Repeat(TftpPeer client, TftpRequest request, TimeSpan now)
    {
        if (!_byPeer.TryGetValue(client, out TftpTransfer? transfer))
        {
            return false;
        }

        if (transfer.Read.Request.IsSameAs(request) && !transfer.IsHalfOpen && now - transfer.HeardAt < _settings.DuplicateRequestWindow)
        {
            return true; // the network's copy of a request that is being served, or has just been
        }

        if (transfer.Ended)
        {
            return false;
        }

        bool same = transfer.IsHalfOpen && transfer.Read.Request.IsSameAs(request);
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

        var transfer = new TftpTransfer(read, _settings, _sender, now) { Index = _all.Count };
        _all.Add(transfer);
        _byPeer.Add(read.Client, transfer);
        _active++;
        transfer.Begin(now);
        Account(transfer, wasUnderWay: true);
    }

    public void Refuse(TftpErrorCode code, string message, TftpPeer to) => _sender.Error(code, message, to);

    public bool DropHalfOpen(TimeSpan now)
    {
        TftpTransfer? oldest = null;
        foreach (TftpTransfer transfer in _all)
        {
            if (transfer.IsHalfOpen && (oldest is null || transfer.Began < oldest.Began))
            {
                oldest = transfer;
            }
        }

        if (oldest is null)
        {
            return false;
        }

        oldest.EndSilent(now, "given up for a newer request: the client never answered");
        Account(oldest, wasUnderWay: true);
        Forget(oldest);
        return true;
    }

    public void Raise(TftpEvent happening) => _sender.Output.Raise(happening);

    /// <summary>Ends every transfer with an ERROR to its client.</summary>
    public void Abort(string detail, TimeSpan now)
    {
        foreach (TftpTransfer transfer in _all)
        {
            if (!transfer.Ended)
            {
                transfer.Abort(now, detail);
                Account(transfer, wasUnderWay: true);
            }
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

    private void Expire(TftpTransfer transfer, TimeSpan now)
    {
        if (transfer.Ended)
        {
            Forget(transfer);
            return;
        }

        transfer.Expire(now);
        Account(transfer, wasUnderWay: true);
    }

    /// <summary>Keeps count and deadline right after anything a transfer did.</summary>
    private void Account(TftpTransfer transfer, bool wasUnderWay)
    {
        if (wasUnderWay && transfer.Ended)
        {
            _active--;
        }

        if (transfer.Deadline < _next)
        {
            _next = transfer.Deadline;
        }
    }

    private void Forget(TftpTransfer transfer)
    {
        TftpTransfer moved = _all[_all.Count - 1];
        _all[transfer.Index] = moved;
        moved.Index = transfer.Index;
        _all.RemoveAt(_all.Count - 1);
        _byPeer.Remove(transfer.Read.Client);
    }
}
