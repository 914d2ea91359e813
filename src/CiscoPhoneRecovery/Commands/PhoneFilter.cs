using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Commands;

/// <summary>Phones by their hardware address, however people write it.</summary>
internal static class PhoneFilter
{
    /// <summary>Takes 001122334455, 00-11-22-33-44-55, 00:11:22:33:44:55, 0011.2233.4455 and SEP001122334455.</summary>
    public static bool TryParse(string text, out PhysicalAddress mac)
    {
        string digits = text.StartsWith("SEP", StringComparison.OrdinalIgnoreCase) ? text.Substring(3) : text;
        digits = string.Concat(digits.Where(c => c is not ('-' or ':' or '.'))).ToUpperInvariant();
        bool valid = digits.Length == 12 && digits.All(Uri.IsHexDigit);
        mac = valid ? PhysicalAddress.Parse(digits) : PhysicalAddress.None;
        return valid;
    }

    public static IEnumerable<PhoneRecoveryStatus> Only(IEnumerable<PhoneRecoveryStatus> phones, PhysicalAddress[]? macs) =>
        macs is null ? phones : phones.Where(p => macs.Contains(p.MacAddress));
}
