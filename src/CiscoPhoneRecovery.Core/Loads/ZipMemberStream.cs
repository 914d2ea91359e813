using System;
using System.IO;
using System.IO.Compression;

namespace CiscoPhoneRecovery.Loads;

/// <summary>The expanded bytes of one member: never more than stated, and an error at the end unless length and check sum hold.</summary>
internal sealed class ZipMemberStream : Stream
{
    private readonly ZipMember _member;
    private readonly Stream _source;
    private long _total;
    private uint _crc;

    public ZipMemberStream(Stream zip, long dataOffset, ZipMember member)
    {
        _member = member;
        var packed = new SliceStream(zip, dataOffset, member.PackedLength);
        _source = member.Method switch
        {
            0 => packed,
            8 => new DeflateStream(packed, CompressionMode.Decompress),
            _ => throw new InvalidDataException($"the zip packs it by method {member.Method}, which is not supported"),
        };
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _member.Length;

    public override long Position
    {
        get => _total;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (count == 0)
        {
            return 0;
        }

        int read = _source.Read(buffer, offset, count);
        _total += read;
        _crc = Crc32.Update(_crc, buffer, offset, read);
        if (_total > _member.Length)
        {
            throw new InvalidDataException("it expands to more than the zip states");
        }

        if (read == 0 && (_total != _member.Length || _crc != _member.Crc))
        {
            throw new InvalidDataException(_total != _member.Length
                ? "it expands to less than the zip states"
                : "its bytes do not match the zip's check sum");
        }

        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>A stretch of the zip; it keeps its own place, and leaves the zip open.</summary>
    private sealed class SliceStream : Stream
    {
        private readonly Stream _zip;
        private readonly long _end;
        private long _at;

        public SliceStream(Stream zip, long start, long length)
        {
            _zip = zip;
            _at = start;
            _end = start + length;
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            _zip.Position = _at;
            int read = _zip.Read(buffer, offset, (int)Math.Min(count, _end - _at));
            _at += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
