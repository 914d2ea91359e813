using System.Globalization;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Octets as two hexadecimal digits each, as the journals write them.</summary>
internal static class HexText
{
    /// <summary>Total: false for what is no such text. No text is no octets.</summary>
    public static bool TryRead(string text, out byte[] octets)
    {
        octets = new byte[text.Length / 2];
        if (text.Length % 2 != 0)
        {
            return false;
        }

        for (int i = 0; i < octets.Length; i++)
        {
            if (!byte.TryParse(text.Substring(2 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octets[i]))
            {
                return false;
            }
        }

        return true;
    }
}
