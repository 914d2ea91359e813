using System;
using System.IO;
using System.IO.Compression;

namespace CiscoPhoneRecovery.Loads;

/// <summary>The expanded bytes of one member: never more than stated, and an error at the end unless length and check sum hold.</summary>
internal sealed class ZipMemberStream : ReadOnlyStream
{
    private readonly ZipMember _member;
    private readonly Stream _source;
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

    public override long Length => _member.Length;

    protected override int ReadNext(byte[] buffer, int offset, int count)
    {
        if (count == 0)
        {
            return 0;
        }

        int read = _source.Read(buffer, offset, count);
        long total = Total + read;
        _crc = Crc32.Update(_crc, buffer, offset, read);
        if (total > _member.Length)
        {
            throw new InvalidDataException("it expands to more than the zip states");
        }

        if (read == 0 && (total != _member.Length || _crc != _member.Crc))
        {
            throw new InvalidDataException(total != _member.Length
                ? "it expands to less than the zip states"
                : "its bytes do not match the zip's check sum");
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>A stretch of the zip; it keeps its own place, and leaves the zip open.</summary>
    private sealed class SliceStream : ReadOnlyStream
    {
        private readonly Stream _zip;
        private readonly long _start;
        private readonly long _length;

        public SliceStream(Stream zip, long start, long length)
        {
            _zip = zip;
            _start = start;
            _length = length;
        }

        protected override int ReadNext(byte[] buffer, int offset, int count)
        {
            _zip.Position = _start + Total;
            return _zip.Read(buffer, offset, (int)Math.Min(count, _length - Total));
        }
    }
}
