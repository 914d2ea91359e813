using System;
using System.Collections.Generic;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>
/// One file on its way to one client. Blocks are numbered from 1 without end here; an OACK is block 0, because ACK 0 answers it.
/// Data leaves for three reasons only: the ACK of something new, the timer, and (in windows, RFC 7440) a gap. A duplicate ACK
/// is none of them, so no Sorcerer's Apprentice (RFC 1123 section 4.2.3.1) doubles the traffic.
/// </summary>
internal sealed class TftpTransfer
{
    private readonly TftpSettings _settings;
    private readonly TftpSender _sender;
    private readonly RoundTripEstimate _roundTrip;
    private readonly BlockReader _reader;
    private readonly int _window;
    private readonly int _maxRetries;
    private readonly TimeSpan _began;

    private long _acknowledged;
    private long _sent;
    private long _last = long.MaxValue;
    private TimeSpan _windowSentAt;
    private bool _windowSentTwice;
    private bool _gapAnswered;
    private bool _suspended;
    private int _retries;

    public TftpTransfer(TftpRead read, TftpSettings settings, TftpSender sender, TimeSpan now)
    {
        Read = read;
        Place = new LinkedListNode<TftpTransfer>(this);
        _settings = settings;
        _sender = sender;
        _began = now;
        TftpNegotiation agreed = read.Negotiation;
        _roundTrip = new RoundTripEstimate(settings, agreed.Timeout);
        _reader = BlockReader.For(read.File, read.Request.Mode, agreed.BlockSize);
        _window = agreed.WindowSize;
        _maxRetries = agreed.Timeout is null ? settings.MaxRetries : settings.MaxRetriesAtFixedTimeout;
        _acknowledged = agreed.Accepted.Count > 0 ? -1 : 0;
        _sent = _acknowledged;
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
    public bool IsHalfOpen => !Ended && _acknowledged == (Read.Negotiation.Accepted.Count > 0 ? -1 : 0);

    public TimeSpan Began => _began;

    /// <summary>When the client last acknowledged something.</summary>
    public TimeSpan HeardAt { get; private set; }

    /// <summary>Bytes of the file that the client has acknowledged.</summary>
    public long Acknowledged { get; private set; }

    public int Retransmissions { get; private set; }

    public void Begin(TimeSpan now)
    {
        Raise(TftpEventKind.Started, now);
        Send(now);
    }

    public void Receive(byte[] datagram, int length, TimeSpan now)
    {
        if (Ended || length < TftpPacket.HeaderLength)
        {
            return;
        }

        switch (TftpPacket.ReadOpcode(datagram, length))
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
        if (_suspended || _retries >= _maxRetries)
        {
            EndSilent(now, _suspended ? "the client began anew" : "the client fell silent");
            return;
        }

        _retries++;
        _roundTrip.BackOff();
        Send(now);
    }

    /// <summary>The client sent its request a second time before any ACK: the first answer is repeated, unless it has only just left.</summary>
    public void Repeat(TimeSpan now)
    {
        if (now - _windowSentAt >= _settings.MinTimeout)
        {
            Send(now);
        }
    }

    /// <summary>
    /// The same client asks for something else. As a rule it has rebooted; but the request may be an old one that was delayed, so
    /// this transfer only holds its tongue: it lives on if an ACK comes, and else ends after the silence that ends any other.
    /// </summary>
    public void Suspend(TimeSpan now)
    {
        _suspended = true;
        Deadline = now + TimeSpan.FromTicks(_settings.MaxTimeout.Ticks * 2);
    }

    /// <summary>Ends with what its client can no longer hear, or need not be told.</summary>
    public void EndSilent(TimeSpan now, string detail)
    {
        if (!Ended)
        {
            // RFC 1350 section 6: the last ACK may have been lost and the client gone with all it wanted.
            bool allSent = _sent == _last;
            End(allSent ? TftpEventKind.ProbablyCompleted : TftpEventKind.Failed, now, allSent ? "the last ACK did not come" : detail);
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
        if (_suspended)
        {
            _suspended = false;
            Deadline = now + _roundTrip.Timeout;
        }

        int advance = (ushort)(block - (ushort)_acknowledged);
        if (advance == 0)
        {
            AnswerGap(now);
            return;
        }

        if (advance > _sent - _acknowledged)
        {
            return; // not sent yet, or so old that it looks like it
        }

        bool whole = _acknowledged + advance == _sent;
        if (whole && !_windowSentTwice)
        {
            _roundTrip.Sample(now - _windowSentAt);
        }

        HeardAt = now;
        _acknowledged += advance;
        Acknowledged = _reader.BytesThrough(_acknowledged);
        _retries = 0;
        _gapAnswered = false;
        if (_acknowledged == _last)
        {
            End(TftpEventKind.Completed, now, null);
            return;
        }

        Send(now);
    }

    /// <summary>
    /// In a window an ACK that repeats the last says that the window's first block was lost (RFC 7440 section 4). One that comes
    /// sooner than half a round trip cannot: it is the network's copy. One answer for each place, then the timer.
    /// </summary>
    private void AnswerGap(TimeSpan now)
    {
        if (_window > 1 && _sent > _acknowledged && _acknowledged >= 0 && !_gapAnswered
            && (now - _windowSentAt).Ticks * 2 >= Math.Max(1, _roundTrip.Shortest.Ticks))
        {
            _gapAnswered = true;
            Send(now);
        }
    }

    /// <summary>Sends the OACK, or the window that follows the last ACK, and starts the timer.</summary>
    private void Send(TimeSpan now)
    {
        long alreadySent = _sent;
        if (_acknowledged < 0)
        {
            _sent = 0;
            _sender.OptionAcknowledgment(Read.Negotiation.Accepted, Read.Client);
        }
        else if (!SendWindow())
        {
            Abort(now, "the file changed during the transfer");
            return;
        }

        // Karn: an ACK of what was sent twice does not tell which of the two it answers.
        _windowSentTwice = alreadySent > _acknowledged;
        if (_windowSentTwice)
        {
            Retransmissions += (int)(alreadySent - _acknowledged);
        }

        _windowSentAt = now;
        Deadline = now + _roundTrip.Timeout;
    }

    private bool SendWindow()
    {
        long end = Math.Min(_acknowledged + _window, _last);
        for (long block = _acknowledged + 1; block <= end; block++)
        {
            int count = _sender.Data(_reader, block, Read.Client);
            if (count < 0)
            {
                return false;
            }

            if (count < _reader.BlockSize)
            {
                _last = end = block;
            }

            _sent = Math.Max(_sent, block);
        }

        return true;
    }

    private void End(TftpEventKind kind, TimeSpan now, string? detail)
    {
        Ended = true;
        Deadline = now + _settings.Linger;
        Raise(kind, now, detail);
    }

    private void Raise(TftpEventKind kind, TimeSpan now, string? detail = null) => _sender.Output.Raise(new TftpEvent(
        kind, Read.Client, Read.File.Name, Read.Transfer, Read.File.Length, Acknowledged, Retransmissions, now - _began, detail));
}
