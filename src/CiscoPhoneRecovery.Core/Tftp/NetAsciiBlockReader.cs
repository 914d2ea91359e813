using System;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>
/// Netascii (RFC 764 through RFC 1350): LF travels as CR LF and CR as CR NUL, and a block may end between the two. Reads forward
/// only, and keeps the start of the block under way so that it can be read again.
/// </summary>
internal sealed class NetAsciiBlockReader : BlockReader
{
    private const int NoByte = -1;

    private readonly byte[] _source = new byte[512];
    private Place _start;
    private Place _end;
    private long _block;

    public NetAsciiBlockReader(ITftpFile file, int blockSize)
        : base(file, blockSize) => _end = new Place(0, NoByte);

    public override int Read(long block, byte[] buffer, int index)
    {
        if (block == _block + 1)
        {
            _start = _end;
            _block = block;
        }
        else if (block != _block)
        {
            throw new InvalidOperationException("Netascii is read in lock-step.");
        }

        _end = Encode(_start, buffer, index, out int count);
        return count;
    }

    public override long BytesThrough(long block) => block >= _block ? _end.Offset : _start.Offset;

    private Place Encode(Place place, byte[] buffer, int index, out int count)
    {
        long offset = place.Offset;
        int pending = place.Pending;
        long sourceStart = offset;
        int sourceCount = 0;
        for (count = 0; count < BlockSize; count++)
        {
            if (pending != NoByte)
            {
                buffer[index + count] = (byte)pending;
                pending = NoByte;
                continue;
            }

            if (offset == File.Length)
            {
                break;
            }

            if (offset == sourceStart + sourceCount)
            {
                sourceStart = offset;
                sourceCount = (int)Math.Min(_source.Length, File.Length - offset);
                File.Read(offset, _source, 0, sourceCount);
            }

            byte next = _source[offset++ - sourceStart];
            pending = next switch { (byte)'\n' => '\n', (byte)'\r' => 0, _ => NoByte };
            buffer[index + count] = pending == NoByte ? next : (byte)'\r';
        }

        return new Place(offset, pending);
    }

    /// <summary>A place in the file, and the second half of a pair that has not been sent yet.</summary>
    private readonly struct Place
    {
        public Place(long offset, int pending)
        {
            Offset = offset;
            Pending = pending;
        }

        public long Offset { get; }

        public int Pending { get; }
    }
}
