using System.IO;

namespace CiscoPhoneRecovery.Loads;

/// <summary>Passes reads through and counts them.</summary>
internal sealed class CountingStream : ReadOnlyStream
{
    private readonly Stream _inner;

    public CountingStream(Stream inner) => _inner = inner;

    protected override int ReadNext(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, count);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
