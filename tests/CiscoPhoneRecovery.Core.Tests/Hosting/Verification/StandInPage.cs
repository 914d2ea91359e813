using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace CiscoPhoneRecovery.Core.Tests.Hosting.Verification;

/// <summary>A phone's web server of a few lines, on a loopback address of its own.</summary>
internal sealed class StandInPage : IDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<string, string?> _answer;
    private readonly CancellationTokenSource _stop = new();

    /// <param name="address">Where.</param>
    /// <param name="answer">The whole answer to a path; null keeps the connection open and says nothing.</param>
    /// <param name="port">0 for any.</param>
    public StandInPage(string address, Func<string, string?> answer, int port = 0)
    {
        _answer = answer;
        _listener = new TcpListener(IPAddress.Parse(address), port);
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<(string Path, IPAddress From)> Requests { get; } = new();

    public static string Ok(string body) => $"HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n\r\n{body}";

    public static string Page(string load, string mac = "001B54AABB01") =>
        Ok($"<?xml version=\"1.0\"?><DeviceInformation><MACAddress>{mac}</MACAddress><versionID>{load}</versionID></DeviceInformation>");

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => AnswerAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var buffer = new byte[4096];
                int read = await client.GetStream().ReadAsync(buffer, _stop.Token);
                string path = Encoding.ASCII.GetString(buffer, 0, read).Split(' ')[1];
                Requests.Enqueue((path, ((IPEndPoint)client.Client.RemoteEndPoint!).Address));
                if (_answer(path) is { } answer)
                {
                    await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer), _stop.Token);
                }
                else
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or System.IO.IOException)
            {
                // The one who asked has gone, or the test is over.
            }
        }
    }
}
