using System;
using System.Collections.Generic;
using System.Text;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>Reads the NUL-terminated strings that requests and OACKs are made of. Total: any bytes give a value or null.</summary>
internal static class TftpStrings
{
    /// <summary>The string that begins at <paramref name="index"/>, which moves behind its NUL; null when no NUL follows.</summary>
    public static string? Read(byte[] datagram, int length, ref int index)
    {
        if (index >= length)
        {
            return null;
        }

        int nul = Array.IndexOf(datagram, (byte)0, index, length - index);
        if (nul < 0)
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(datagram, index, nul - index);
        index = nul + 1;
        return text;
    }

    /// <summary>
    /// The option pairs from <paramref name="index"/> to the end; null when a name has no value or a string no NUL. NULs alone
    /// at the end are padding of a boot ROM and end the list.
    /// </summary>
    public static IReadOnlyList<TftpOption>? ReadOptions(byte[] datagram, int length, int index)
    {
        if (index >= length)
        {
            return Array.Empty<TftpOption>();
        }

        var options = new List<TftpOption>();
        while (index < length && !OnlyPadding(datagram, length, index))
        {
            string? name = Read(datagram, length, ref index);
            string? value = name is null ? null : Read(datagram, length, ref index);
            if (value is null)
            {
                return null;
            }

            options.Add(new TftpOption(name!, value));
        }

        return options;
    }

    private static bool OnlyPadding(byte[] datagram, int length, int index)
    {
        for (; index < length; index++)
        {
            if (datagram[index] != 0)
            {
                return false;
            }
        }

        return true;
    }
}
