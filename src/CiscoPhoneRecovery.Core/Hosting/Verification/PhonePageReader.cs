using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Asks a phone's web server for its page, from the station's own address, so that the question never leaves by another NIC. A socket
/// and no HttpClient: that one cannot be bound, takes the system's proxy, and follows redirects elsewhere.
/// </summary>
internal sealed class PhonePageReader
{
    /// <summary>The XML page, and two pages for people of older and newer loads.</summary>
    private static readonly string[] Pages = ["/DeviceInformationX", "/CGI/Java/Serviceability?adapter=device.statistics.device", "/DeviceInformation"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly IPAddress _station;
    private readonly int _port;

    /// <param name="station">The address to ask from.</param>
    /// <param name="port">TCP port of the phone's web server.</param>
    public PhonePageReader(IPAddress station, int port = 80)
    {
        _station = station;
        _port = port;
    }

    /// <summary>One visit: the pages one after the other until one can be read. Null when the phone has none; never an exception of the network's making.</summary>
    public async Task<DeviceInformation?> AskAsync(IPAddress phone, CancellationToken stop)
    {
        foreach (string page in Pages)
        {
            byte[]? received = await GetAsync(phone, page, stop).ConfigureAwait(false);
            if (received is null)
            {
                return null; // no web server: it will not have the other pages either
            }

            if (HttpAnswer.Read(received, received.Length) is { Status: 200 } answer && DeviceInformation.Read(answer.Body(received, received.Length)) is { } information)
            {
                return information;
            }
        }

        return null;
    }

    /// <summary>What the phone answers to one request, within three seconds and 72 KB; null when it answers nothing.</summary>
    private async Task<byte[]?> GetAsync(IPAddress phone, string page, CancellationToken stop)
    {
        using var connection = new TcpClient(AddressFamily.InterNetwork);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        using CancellationTokenRegistration end = patience.Token.Register(connection.Close);
        var received = new byte[DeviceInformation.MostBytes + 8192];
        int length = 0;
        try
        {
            connection.Client.Bind(new IPEndPoint(_station, 0));
            await connection.ConnectAsync(phone, _port).ConfigureAwait(false);
            NetworkStream stream = connection.GetStream();
            byte[] request = Encoding.ASCII.GetBytes($"GET {page} HTTP/1.0\r\nHost: {phone}\r\nConnection: close\r\n\r\n");
            await stream.WriteAsync(request, 0, request.Length, patience.Token).ConfigureAwait(false);
            while (length < received.Length && HttpAnswer.Read(received, length)?.IsWhole(length) != true)
            {
                int read = await stream.ReadAsync(received, length, received.Length - length, patience.Token).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                length += read;
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException or NullReferenceException)
        {
            // Refused, unreachable, cut off, or closed by our own patience in the middle of a call, which says so in more than one way.
        }

        if (length == 0)
        {
            return null;
        }

        Array.Resize(ref received, length);
        return received;
    }
}
