using System;
using System.Collections.Generic;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>
/// One file on its way to one client. Data leaves for three reasons only: the ACK of something new, the timer, and (in windows,
/// RFC 7440) a gap. A duplicate ACK is none of them, so no Sorcerer's Apprentice (RFC 1123 section 4.2.3.1) doubles the traffic.
/// </summary>
internal sealed class TftpTransfer
{
    private readonly TftpSettings _settings;
    private readonly TftpSender _sender;
    private readonly RoundTripEstimate _roundTrip;
    private readonly TftpWindow _window;
    private readonly int _maxRetries;

    /// <summary>When the client last acknowledged something.</summary>
    private TimeSpan _heardAt;
    private TimeSpan _firstSentAt;
    private TimeSpan _sentAt;
    private TimeSpan? _late;
    private bool _sentTwice;
    private bool _gapAnswered;
    private bool _suspended;
    private bool _evicted;
    private bool _failed;
    private int _ackedSinceSuspended;
    private int _retries;

    public TftpTransfer(TftpRead read, TftpSettings settings, TftpSender sender, TimeSpan now)
    {
        Read = read;
        Place = new LinkedListNode<TftpTransfer>(this);
        _settings = settings;
        _sender = sender;
        Began = now;
        TftpNegotiation agreed = read.Negotiation;
        _roundTrip = new RoundTripEstimate(settings, agreed.Timeout);
        _window = new TftpWindow(BlockReader.For(read.File, read.Request.Mode, agreed.BlockSize), agreed.WindowSize, agreed.Accepted.Count > 0);
        _maxRetries = agreed.Timeout is { } wait ? settings.RetriesAtFixedTimeout(wait) : settings.MaxRetries;
    }

    public TftpRead Read { get; }

    /// <summary>Place among the transfers under way, kept by <see cref="TftpTransfers"/>.</summary>
    public int Index { get; set; }

    /// <summary>Place among the half-open or the lingering, or in neither list; kept by <see cref="TftpTransfers"/>.</summary>
    public LinkedListNode<TftpTransfer> Place { get; }

    /// <summary>When <see cref="Expire"/> is due: a retransmission, or for an ended transfer the time to forget it.</summary>
    public TimeSpan Deadline { get; private set; }

    public bool Ended { get; private set; }

    /// <summary>True until the client has acknowledged anything.</summary>
    public bool IsHalfOpen => !Ended && _window.IsFresh;

    /// <summary>True while this request, sent again, asks for the first answer again; after another request it asks for the file anew.</summary>
    public bool IsAskedForBy(TftpRequest request) => IsHalfOpen && !_suspended && Read.Request.IsSameAs(request);

    public TimeSpan Began { get; }

    /// <summary>Bytes of the file that the client has acknowledged.</summary>
    public long Acknowledged { get; private set; }

    public int Retransmissions { get; private set; }

    /// <summary>How long a suspended transfer waits for a sign of life.</summary>
    private TimeSpan Silence => TimeSpan.FromTicks(_settings.MaxTimeout.Ticks * 2);

    public void Begin(TimeSpan now)
    {
        Raise(TftpEventKind.Started, now);
        Send(now);
    }

    public void Receive(byte[] datagram, int length, TimeSpan now)
    {
        if (length < TftpPacket.HeaderLength)
        {
            return;
        }

        TftpOpcode opcode = TftpPacket.ReadOpcode(datagram, length);
        if (Ended)
        {
            TellEvicted(opcode);
            return;
        }

        switch (opcode)
        {
            case TftpOpcode.Acknowledgment:
                Acknowledge(TftpPacket.ReadNumber(datagram), now);
                break;
            case TftpOpcode.Error:
                string message = TftpPacket.ReadErrorMessage(datagram, length);
                End(TftpEventKind.Failed, now, $"the client sent ERROR {TftpPacket.ReadNumber(datagram)}: {message}");
                break;
            default:
                _sender.Error(TftpErrorCode.IllegalOperation, "expected an ACK", Read.Client);
                End(TftpEventKind.Failed, now, "the client sent something that is no ACK");
                break;
        }
    }

    /// <summary>The deadline has passed: sends the window again, or gives the client up.</summary>
    public void Expire(TimeSpan now)
    {
        if (_suspended ? _ackedSinceSuspended == 0 || _retries > 0 : _retries >= _maxRetries)
        {
            EndSilent(now, _suspended ? "the client began anew" : "the client fell silent");
            return;
        }

        _retries++;
        _roundTrip.BackOff();
        Send(now);
    }

    /// <summary>
    /// True for the network's copy of the request that this transfer answers: the client has acknowledged something so lately that it
    /// cannot have asked again for itself. A second DATA 1 could pass for the beginning of its next file.
    /// </summary>
    public bool IsAnswerTo(TftpRequest request, TimeSpan now) =>
        !_failed && !_window.IsFresh && now - _heardAt < _settings.DuplicateRequestWindow && Read.Request.IsSameAs(request);

    /// <summary>The client sent its request a second time before any ACK: the first answer is repeated, unless it has only just left.</summary>
    public void Repeat(TimeSpan now)
    {
        if (now - _sentAt >= _settings.MinTimeout)
        {
            Send(now);
        }
    }

    /// <summary>
    /// The same client asks for something else. As a rule it has rebooted; but the request may be an old one that was delayed, so
    /// this transfer only holds its tongue: it lives on if new blocks are acknowledged, and else ends after the silence that ends any
    /// other. A late ACK that repeats an old one is no sign of life.
    /// </summary>
    public void Suspend(TimeSpan now)
    {
        _suspended = true;
        _ackedSinceSuspended = 0;
        _retries = 0;
        Deadline = now + Silence;
    }

    /// <summary>Gives way to a newer request. A client that answers after all is told why it has no transfer.</summary>
    public void Evict(TimeSpan now)
    {
        EndSilent(now, "given up for a newer request: the client never answered");
        _evicted = true;
    }

    /// <summary>Ends with what its client can no longer hear, or need not be told.</summary>
    public void EndSilent(TimeSpan now, string detail)
    {
        if (!Ended)
        {
            // RFC 1350 section 6: the last ACK may have been lost and the client gone with all it wanted. One that never said anything,
            // and asks for nothing more, may as well have heard nothing.
            bool all = _window.IsAllSent && (!_window.IsFresh || _suspended);
            End(all ? TftpEventKind.ProbablyCompleted : TftpEventKind.Failed, now, all ? "the last ACK did not come" : detail);
        }
    }

    /// <summary>Ends with an ERROR 0 to the client.</summary>
    public void Abort(TimeSpan now, string detail)
    {
        _sender.Error(TftpErrorCode.NotDefined, detail, Read.Client);
        End(TftpEventKind.Failed, now, detail);
    }

    public TftpProgress Progress() =>
        new(Read.Transfer, Read.Client, Read.File.Name, Read.File.Length, Acknowledged, Retransmissions);

    private void Acknowledge(ushort block, TimeSpan now)
    {
        int advance = _window.Advance(block);
        if (advance <= 0)
        {
            if (advance == 0)
            {
                TakeDuplicate(now);
            }

            return;
        }

        bool whole = advance == _window.Outstanding;
        Measure(whole, now);
        _heardAt = now;
        _window.Acknowledge(advance);
        Acknowledged = _window.Bytes;
        _retries = 0;
        _gapAnswered = false;
        _suspended = _suspended && ++_ackedSinceSuspended < 2;
        if (_window.IsDone)
        {
            End(TftpEventKind.Completed, now, null);
        }
        else if (whole || !IsTooSoon(now))
        {
            Send(now);
        }
    }

    private void Measure(bool whole, TimeSpan now)
    {
        _late = null;
        if (whole && !_sentTwice)
        {
            _roundTrip.Sample(now - _sentAt);
        }
        else if (!_window.IsWide)
        {
            _late = now - _firstSentAt; // Karn: no measure yet, because it may answer the first or the second
        }
    }

    private void TakeDuplicate(TimeSpan now)
    {
        // The client acknowledges both copies of a block that was sent twice: the first had arrived, and was only slow to be answered.
        if (_late is { } roundTrip)
        {
            _late = null;
            _roundTrip.WasLate(roundTrip);
        }

        // In a window an ACK that repeats the last says that the window's first block was lost (RFC 7440 section 4).
        if (_window.IsWide && _window.Outstanding > 0 && !_window.AwaitsOptions && !_gapAnswered && !IsTooSoon(now))
        {
            _gapAnswered = true; // one answer for each place, then the timer
            Send(now);
        }
    }

    /// <summary>
    /// Sooner than half a round trip after a window left, an ACK cannot be about it: it is the network's copy, or comes from a client that
    /// acknowledges every block.
    /// </summary>
    private bool IsTooSoon(TimeSpan now) => (now - _sentAt).Ticks * 2 < Math.Max(1, _roundTrip.Shortest.Ticks);

    /// <summary>Sends the OACK, or the window that follows the last ACK, and starts the timer.</summary>
    private void Send(TimeSpan now)
    {
        int outstanding = _window.Outstanding;
        if (_window.AwaitsOptions)
        {
            _window.OptionsSent();
            _sender.OptionAcknowledgment(Read.Negotiation.Accepted, Read.Client);
        }
        else if (!_window.Send(_sender, Read.Client))
        {
            Abort(now, "the file changed during the transfer");
            return;
        }

        // Karn: an ACK of what was sent twice does not tell which of the two it answers.
        _sentTwice = outstanding > 0;
        Retransmissions += outstanding;
        _firstSentAt = _sentTwice ? _firstSentAt : now;
        _sentAt = now;
        Deadline = now + (_suspended && _retries > 0 ? Silence : _roundTrip.Timeout);
    }

    private void TellEvicted(TftpOpcode opcode)
    {
        if (_evicted && opcode == TftpOpcode.Acknowledgment)
        {
            _evicted = false; // an ERROR is sent once (RFC 1350 section 7)
            _sender.Error(TftpErrorCode.NotDefined, "too many transfers, try again later", Read.Client);
        }
    }

    private void End(TftpEventKind kind, TimeSpan now, string? detail)
    {
        Ended = true;
        _failed = kind == TftpEventKind.Failed;
        Deadline = now + _settings.Linger;
        Raise(kind, now, detail);
    }

    private void Raise(TftpEventKind kind, TimeSpan now, string? detail = null) => _sender.Output.Raise(new TftpEvent(
        kind, Read.Client, Read.File.Name, Read.Transfer, Read.File.Length, Acknowledged, Retransmissions, now - Began, detail));
}
