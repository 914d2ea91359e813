using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Hears what DHCP servers send to clients. On Linux from the frames of the interface, which needs root and tells the sender's MAC; where
/// that is refused, and on Windows, on a shared port 68, which the system's own DHCP client may hold.
/// </summary>
internal sealed class ServerListener : IDisposable
{
    private const int MostWaiting = 256;

    private readonly ConcurrentQueue<OverheardMessage> _heard = new();
    private readonly LinuxPacketSocket? _frames;
    private readonly Socket? _clientPort;
    private readonly Thread? _thread;
    private volatile bool _stopping;

    public ServerListener(IPAddress address, string device, int clientPort)
    {
        _frames = LinuxPacketSocket.TryOpen(device, OverheardMessage.Protocol, OverheardMessage.FromServerPort);
        string refusal = string.Empty;
        if (_frames is null)
            _clientPort = TryOpenClientPort(address, device, clientPort, out refusal);
        Way = _frames is not null ? "by the frames of the interface and on port 67"
            : _clientPort is not null ? $"on the shared port {clientPort} and on port 67"
            : $"on port 67 alone, by what clients say there: {refusal}";
        if (_frames is null && _clientPort is null)
            return;
        _thread = new Thread(Listen) { IsBackground = true, Name = "DHCP server watch" };
        _thread.Start();
    }

    /// <summary>By which ways another server is heard, as a clause.</summary>
    public string Way { get; }

    public bool TryTake(out OverheardMessage message) => _heard.TryDequeue(out message);

    public void Dispose()
    {
        _stopping = true;
        if (_thread != Thread.CurrentThread)
            _thread?.Join();
        _frames?.Dispose();
        _clientPort?.Dispose();
    }

    private static Socket? TryOpenClientPort(IPAddress address, string device, int port, out string refusal)
    {
        refusal = string.Empty;
        bool linux = RuntimeInformation.IsOSPlatform(OSPlatform.Linux);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (linux)
            {
                LinuxCalls.ShareAddress(socket);
                LinuxCalls.BindToDevice(socket, device);
            }
            else
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            }

            socket.Bind(new IPEndPoint(linux ? IPAddress.Any : address, port));
            return socket;
        }
        catch (SocketException error)
        {
            socket.Dispose();
            string? owner = PortOwner.Find(port);
            refusal = owner is null ? $"port {port} cannot be shared ({error.SocketErrorCode})" : $"port {port} belongs to {owner}";
            return null;
        }
    }

    private void Listen()
    {
        var buffer = new byte[4096];
        while (!_stopping)
        {
            OverheardMessage? message = _frames is not null ? ReceiveFrame(_frames, buffer) : ReceiveOnPort(_clientPort!, buffer);

            // What nobody takes in time is of no more use; the next message of that server will do.
            if (message is not null && _heard.Count < MostWaiting)
                _heard.Enqueue(message);
        }
    }

    private static OverheardMessage? ReceiveFrame(LinuxPacketSocket frames, byte[] buffer)
    {
        int length = frames.Receive(buffer);
        return length == 0 ? null : OverheardMessage.OfPacket(buffer, length, frames.Sender());
    }

    private static OverheardMessage? ReceiveOnPort(Socket socket, byte[] buffer)
    {
        try
        {
            if (!socket.Poll(100_000, SelectMode.SelectRead))
                return null;
            EndPoint source = new IPEndPoint(IPAddress.Any, 0);
            int length = socket.ReceiveFrom(buffer, ref source);
            var datagram = new byte[length];
            Buffer.BlockCopy(buffer, 0, datagram, 0, length);
            return new OverheardMessage(datagram, ((IPEndPoint)source).Address, null);
        }
        catch (SocketException)
        {
            // The link is down, or an earlier datagram met nobody; a pause keeps an error that stays from taking the processor.
            Thread.Sleep(100);
            return null;
        }
    }
}
