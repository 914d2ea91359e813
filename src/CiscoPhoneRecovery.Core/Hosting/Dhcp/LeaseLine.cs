using System;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// A lease as one line of the journal: check sum, MAC, address, end of the lease, client identifier.
/// <code>9a0b1c2d 001BD4000001 10.1.1.10 1795392392000 01001BD4000001</code>
/// The check sum is CRC-32 over what follows its blank; the end is in milliseconds of Unix time (UTC), "never" for an infinite lease; a
/// client without an identifier has "-".
/// </summary>
internal static class LeaseLine
{
    private const int CheckLength = 9;
    private const string Never = "never";
    private const string Nothing = "-";

    // A client identifier has 255 octets at most; joined from several options it could have a few times that.
    private const int LongestIdentifier = 1500;

    /// <summary>The line with its line feed.</summary>
    /// <param name="lease">The lease; its time of expiry is not looked at.</param>
    /// <param name="end">The end of the lease in UTC; null never.</param>
    public static byte[] Write(Lease lease, DateTime? end)
    {
        string identifier = lease.ClientId is { Length: > 0 and <= LongestIdentifier } ? Hex(lease.ClientId) : Nothing;
        string until = end is null ? Never : ToUnix(end.Value).ToString(CultureInfo.InvariantCulture);
        string mac = lease.Mac.Equals(PhysicalAddress.None) ? Nothing : lease.Mac.ToString(); // hlen 0: the identifier alone says who (RFC 4390)
        byte[] line = Encoding.ASCII.GetBytes($"00000000 {mac} {lease.Address} {until} {identifier}\n");
        string check = CheckOf(line, line.Length - 1);
        Encoding.ASCII.GetBytes(check, 0, check.Length, line, 0);
        return line;
    }

    /// <summary>Reads one line without its line feed. Total: false for anything that <see cref="Write"/> did not make.</summary>
    public static bool TryRead(byte[] buffer, int offset, int count, out Lease? lease, out DateTime? end)
    {
        lease = null;
        end = null;
        if (count <= CheckLength)
            return false;
        var line = new byte[count];
        Buffer.BlockCopy(buffer, offset, line, 0, count);
        string[] fields = Encoding.ASCII.GetString(line).Split(' ');
        if (fields.Length != 5 || !fields[0].Equals(CheckOf(line, count), StringComparison.Ordinal))
            return false;
        byte[] mac = Array.Empty<byte>();
        if ((fields[1] == Nothing ? fields[4] == Nothing : !HexText.TryRead(fields[1], out mac) || mac.Length is 0 or > 16)
            || !IPAddress.TryParse(fields[2], out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetwork
            || !TryReadEnd(fields[3], out end))
        {
            return false;
        }

        byte[]? identifier = null;
        if (fields[4] != Nothing && (fields[4].Length == 0 || !HexText.TryRead(fields[4], out identifier)))
            return false;
        lease = new Lease(new PhysicalAddress(mac), address, TimeSpan.Zero, identifier);
        return true;
    }

    private static string CheckOf(byte[] line, int end) =>
        Crc32.Update(0, line, CheckLength, end - CheckLength).ToString("x8", CultureInfo.InvariantCulture);

    private static long ToUnix(DateTime time) => new DateTimeOffset(time).ToUnixTimeMilliseconds();

    private static bool TryReadEnd(string text, out DateTime? end)
    {
        end = null;
        if (text == Never)
            return true;

        // Years 1 to 9999, which is what DateTime holds.
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long unix)
            || unix < -62135596800000 || unix > 253402300799999)
        {
            return false;
        }

        end = DateTimeOffset.FromUnixTimeMilliseconds(unix).UtcDateTime;
        return true;
    }

    private static string Hex(byte[] octets)
    {
        var text = new StringBuilder(2 * octets.Length);
        foreach (byte octet in octets)
            text.Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        return text.ToString();
    }
}
