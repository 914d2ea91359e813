using System;
using System.IO;

namespace CiscoPhoneRecovery.Loads;

/// <summary>A stream that is read once, from front to back: what is neither reading nor its position is refused here.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public sealed override bool CanRead => true;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    /// <summary>Bytes read so far.</summary>
    public long Total { get; private set; }

    public sealed override long Position
    {
        get => Total;
        set => throw new NotSupportedException();
    }

    public sealed override int Read(byte[] buffer, int offset, int count)
    {
        int read = ReadNext(buffer, offset, count);
        Total += read;
        return read;
    }

    public sealed override void Flush()
    {
    }

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public sealed override void SetLength(long value) => throw new NotSupportedException();

    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>As <see cref="Stream.Read(byte[], int, int)"/>; <see cref="Total"/> is counted by the base.</summary>
    protected abstract int ReadNext(byte[] buffer, int offset, int count);
}
