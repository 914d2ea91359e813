using System;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>An option of a request or of an OACK, spelled as it was on the wire (RFC 2347).</summary>
public readonly struct TftpOption
{
    public TftpOption(string name, string value)
    {
        Name = name;
        Value = value;
    }

    public string Name { get; }

    public string Value { get; }

    /// <summary>Option names are case-insensitive (RFC 2347).</summary>
    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The value as a number without sign, space or leading plus, at most <paramref name="maximum"/>; null when it is none.</summary>
    public long? Number(long maximum = long.MaxValue)
    {
        if (Value.Length == 0)
        {
            return null;
        }

        long number = 0;
        foreach (char c in Value)
        {
            int digit = c - '0';
            if (digit is < 0 or > 9 || number > (maximum - digit) / 10)
            {
                return null;
            }

            number = (number * 10) + digit;
        }

        return number;
    }
}
