namespace CiscoPhoneRecovery.Loads;

/// <summary>The numbers of a zip.</summary>
internal static class LittleEndian
{
    public static int Word(byte[] bytes, int at) => bytes[at] | (bytes[at + 1] << 8);

    public static long Long(byte[] bytes, int at) =>
        (uint)(bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24));

    /// <summary>Eight bytes; <see cref="long.MaxValue"/> for what no file can be as long as.</summary>
    public static long Quad(byte[] bytes, int at)
    {
        long high = Long(bytes, at + 4);
        return high > 0x00FF_FFFF ? long.MaxValue : (high << 32) | Long(bytes, at);
    }
}
