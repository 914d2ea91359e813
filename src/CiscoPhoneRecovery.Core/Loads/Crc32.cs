namespace CiscoPhoneRecovery.Loads;

/// <summary>The check sum of zip members (ISO 3309, reflected 0x04C11DB7), four tables at a time.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = MakeTables();

    /// <summary>Carries <paramref name="crc"/>, 0 at the start, on over the bytes.</summary>
    public static uint Update(uint crc, byte[] buffer, int offset, int count)
    {
        crc = ~crc;
        int end = offset + count;
        for (; end - offset >= 4; offset += 4)
        {
            crc ^= (uint)(buffer[offset] | (buffer[offset + 1] << 8) | (buffer[offset + 2] << 16) | (buffer[offset + 3] << 24));
            crc = Table[768 + (crc & 0xff)] ^ Table[512 + ((crc >> 8) & 0xff)] ^ Table[256 + ((crc >> 16) & 0xff)] ^ Table[crc >> 24];
        }

        for (; offset < end; offset++)
        {
            crc = Table[(crc ^ buffer[offset]) & 0xff] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] MakeTables()
    {
        uint[] table = new uint[1024];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }

            table[i] = crc;
        }

        for (int i = 256; i < 1024; i++)
        {
            table[i] = table[table[i - 256] & 0xff] ^ (table[i - 256] >> 8);
        }

        return table;
    }
}
