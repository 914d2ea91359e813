using System.IO;

namespace CiscoPhoneRecovery.Loads;

/// <summary>What .NET Standard 2.0 lacks of reading a stream.</summary>
internal static class StreamReading
{
    /// <summary>Reads exactly <paramref name="count"/> bytes; false when the stream ends first.</summary>
    public static bool Fill(Stream stream, byte[] buffer, int offset, int count) => ReadUpTo(stream, buffer, offset, count) == count;

    /// <summary>Reads until <paramref name="count"/> bytes are there or the stream ends; how many came.</summary>
    public static int ReadUpTo(Stream stream, byte[] buffer, int offset, int count)
    {
        int total = 0;
        while (total < count)
        {
            int read = stream.Read(buffer, offset + total, count - total);
            if (read <= 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }
}
