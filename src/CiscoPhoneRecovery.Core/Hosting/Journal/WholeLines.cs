using System.IO;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Appends to a journal whole or not at all: half a line would spoil, or cut off, all that is written after it.</summary>
internal static class WholeLines
{
    /// <summary>Hands lines to the operating system: the end of this process does not lose them.</summary>
    /// <exception cref="IOException">The disk is full or gone; what had been written before is as it was.</exception>
    public static void Append(Stream file, byte[] lines, int length)
    {
        long whole = file.Position;
        try
        {
            file.Write(lines, 0, length);
            file.Flush();
        }
        catch (IOException)
        {
            TryCutTo(file, whole);
            throw;
        }
    }

    private static void TryCutTo(Stream file, long length)
    {
        try
        {
            file.SetLength(length);
            file.Position = length;
        }
        catch (IOException)
        {
            // The disk is gone as a whole; whoever reads the journal next takes the half line for what it is.
        }
    }
}
