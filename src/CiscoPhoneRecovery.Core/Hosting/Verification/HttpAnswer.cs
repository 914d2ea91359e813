using System;
using System.Globalization;
using System.Text;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>An HTTP/1.x answer as far as it has come (RFC 9112). Total: any octets are an answer or none.</summary>
internal sealed class HttpAnswer
{
    private const int MostHeaderBytes = 8 * 1024;

    private HttpAnswer(int status, int bodyStart, int? contentLength)
    {
        Status = status;
        BodyStart = bodyStart;
        ContentLength = contentLength;
    }

    /// <summary>Three digits.</summary>
    public int Status { get; }

    public int BodyStart { get; }

    /// <summary>Octets; null when the body ends with the connection.</summary>
    public int? ContentLength { get; }

    /// <summary>Reads the head of an answer; null while it is not whole, or when it is none.</summary>
    public static HttpAnswer? Read(byte[] received, int length)
    {
        string text = Encoding.ASCII.GetString(received, 0, Math.Min(length, MostHeaderBytes));
        int crlf = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        int end = crlf >= 0 ? crlf : text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 12 || !text.StartsWith("HTTP/1.", StringComparison.Ordinal) || text[8] != ' '
            || !int.TryParse(text.Substring(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int status))
        {
            return null;
        }

        return new HttpAnswer(status, end + (crlf >= 0 ? 4 : 2), LengthIn(text.Substring(0, end)));
    }

    /// <summary>True when the body is whole, as far as the answer tells how long it is.</summary>
    public bool IsWhole(int received) => ContentLength is { } length && received - BodyStart >= length;

    /// <summary>The body of those octets that have come.</summary>
    public byte[] Body(byte[] received, int length)
    {
        int count = Math.Max(0, Math.Min(length - BodyStart, ContentLength ?? int.MaxValue));
        var body = new byte[count];
        Buffer.BlockCopy(received, BodyStart, body, 0, count);
        return body;
    }

    private static int? LengthIn(string head)
    {
        foreach (string line in head.Split('\n'))
        {
            int colon = line.IndexOf(':');
            if (colon > 0 && line.Substring(0, colon).Trim().Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(line.Substring(colon + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int length))
            {
                return length;
            }
        }

        return null;
    }
}
