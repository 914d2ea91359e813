using System;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>
/// Where a transfer stands: what was acknowledged, and what is on its way. Blocks are numbered from 1 without end here; an OACK is
/// block 0, because ACK 0 answers it.
/// </summary>
internal sealed class TftpWindow
{
    private readonly BlockReader _reader;
    private readonly int _size;
    private readonly long _start;
    private long _sent;
    private long _last = long.MaxValue;

    /// <param name="reader">The file.</param>
    /// <param name="size">Blocks on their way at a time (RFC 7440); 1 is lock-step.</param>
    /// <param name="withOptions">Whether an OACK comes first.</param>
    public TftpWindow(BlockReader reader, int size, bool withOptions)
    {
        _reader = reader;
        _size = size;
        _start = withOptions ? -1 : 0;
        _sent = Acknowledged = _start;
    }

    /// <summary>The last block that the client has acknowledged.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Blocks sent and not acknowledged.</summary>
    public int Outstanding => (int)(_sent - Acknowledged);

    /// <summary>True while more than one block may be on its way.</summary>
    public bool IsWide => _size > 1;

    /// <summary>True until the client has acknowledged anything.</summary>
    public bool IsFresh => Acknowledged == _start;

    /// <summary>True while the OACK has no answer.</summary>
    public bool AwaitsOptions => Acknowledged < 0;

    public bool IsAllSent => _sent == _last;

    public bool IsDone => Acknowledged == _last;

    /// <summary>Bytes of the file that the client has acknowledged.</summary>
    public long Bytes => _reader.BytesThrough(Acknowledged);

    /// <summary>How many blocks an ACK is ahead of the last one: 0 for a duplicate, less for one of what was not sent, or was long ago.</summary>
    public int Advance(ushort block)
    {
        int advance = (ushort)(block - (ushort)Acknowledged);
        return advance > Outstanding ? -1 : advance;
    }

    public void Acknowledge(int advance) => Acknowledged += advance;

    /// <summary>The OACK leaves.</summary>
    public void OptionsSent() => _sent = 0;

    /// <summary>Sends what follows the last ACK; false when the file is not what it was.</summary>
    public bool Send(TftpSender sender, TftpPeer client)
    {
        long end = Math.Min(Acknowledged + _size, _last);
        for (long block = Acknowledged + 1; block <= end; block++)
        {
            int count = sender.Data(_reader, block, client);
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
}
