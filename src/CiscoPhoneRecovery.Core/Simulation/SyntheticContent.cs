using System;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>Bytes from a seed: noise (xorshift64*), and stretches of a short pattern that compress to next to nothing.</summary>
internal sealed class SyntheticContent
{
    private const int Chunk = 1024;

    private ulong _state;

    public SyntheticContent(int seed) => _state = ((ulong)(uint)seed << 20) ^ 0x9E3779B97F4A7C15;

    /// <summary>Fills a range with noise.</summary>
    public void Noise(byte[] buffer, int offset, int count)
    {
        int end = offset + count;
        while (offset < end)
        {
            _state ^= _state >> 12;
            _state ^= _state << 25;
            _state ^= _state >> 27;
            ulong value = _state * 0x2545F4914F6CDD1D;
            for (int i = 0; i < 8 && offset < end; i++)
            {
                buffer[offset++] = (byte)(value >> (8 * i));
            }
        }
    }

    /// <summary>Fills a range with chunks, of which the first <paramref name="share"/> is noise and the rest one repeated byte.</summary>
    public void Mixed(byte[] buffer, int offset, int count, double share)
    {
        int noise = (int)(Chunk * Math.Min(Math.Max(share, 0), 1));
        for (int end = offset + count; offset < end; offset += Chunk)
        {
            int length = Math.Min(Chunk, end - offset);
            Noise(buffer, offset, Math.Min(noise, length));
            byte fill = (byte)(offset / Chunk);
            for (int i = noise; i < length; i++)
            {
                buffer[offset + i] = fill;
            }
        }
    }
}
