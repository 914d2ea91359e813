using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>The server's socket on one interface, which outlives the loss of the link, the address and the device. One thread uses it.</summary>
internal sealed class DhcpSocket : IDisposable
{
    private readonly DhcpServerOptions _options;
    private readonly IPAddress _address;
    private readonly IPEndPoint _broadcastToClients;
    private Socket? _socket;
    private FollowedLink? _link;

    public DhcpSocket(DhcpServerOptions options, IPAddress address)
    {
        _options = options;
        _address = address;
        _broadcastToClients = new IPEndPoint(IPAddress.Broadcast, options.ClientPort);
    }

    /// <summary>While it is, nothing leaves: the source would be another address of this PC.</summary>
    public bool IsLost => _link?.IsLost == true;

    /// <summary>Why the link is lost, a clause.</summary>
    public string Reason => _link?.Reason ?? string.Empty;

    /// <summary>Opens the port; returns where it listens.</summary>
    /// <exception cref="StationException">The port or the interface cannot be had.</exception>
    public IPEndPoint Open()
    {
        _socket = UdpBinding.OpenForBroadcasts(_address, _options.ServerPort, _options.InterfaceName, _options.ReceiveBuffer);
        if (_options.InterfaceName is { } name)
            _link = new FollowedLink(name, _address);
        return (IPEndPoint)_socket.LocalEndPoint;
    }

    /// <summary>Waits for a datagram, so many milliseconds at most.</summary>
    public bool Wait(int milliseconds)
    {
        try
        {
            if (_socket is not null)
                return _socket.Poll(milliseconds * 1000, SelectMode.SelectRead);
            Thread.Sleep(milliseconds);
        }
        catch (SocketException)
        {
            // The link went down; a pause keeps an error that stays from taking the processor.
            Thread.Sleep(10);
        }

        return false;
    }

    /// <summary>Whether another datagram is there already.</summary>
    public bool HasMore
    {
        get
        {
            try
            {
                return _socket is { Available: > 0 };
            }
            catch (SocketException)
            {
                // The link went down; the next wait finds out.
                return false;
            }
        }
    }

    /// <summary>Takes a datagram after <see cref="Wait"/>; false when there was none after all.</summary>
    public bool TryReceive(byte[] buffer, ref EndPoint sender, out int length)
    {
        length = 0;
        try
        {
            length = _socket!.ReceiveFrom(buffer, ref sender);
            return true;
        }
        catch (SocketException error)
        {
            // 10054 and its kin speak of an earlier datagram, ENETDOWN of the link: neither ends the server.
            if (error.SocketErrorCode is not (SocketError.ConnectionReset or SocketError.NetworkReset or SocketError.MessageSize))
                Thread.Sleep(10);
            return false;
        }
    }

    /// <summary>Sends a datagram where the state machine wants it, or to the asker when the options say so; nowhere while the link is lost.</summary>
    public void Send(byte[] datagram, int length, DhcpDelivery delivery, EndPoint asker)
    {
        if (IsLost)
            return;
        EndPoint target = _options.ReplyToSender ? asker
            : delivery.Kind == DhcpDeliveryKind.Broadcast && delivery.Port == 68 ? _broadcastToClients
            : new IPEndPoint(delivery.Address, delivery.Port == 68 ? _options.ClientPort : _options.ServerPort);
        try
        {
            _socket?.SendTo(datagram, 0, length, SocketFlags.None, target);
        }
        catch (SocketException)
        {
            // The link is down or the neighbour gone; the client asks again, and the link is watched beside.
        }
    }

    /// <summary>Notices that the link went or came, and opens the socket anew where it has to be.</summary>
    public LinkChange Follow() => _link?.Follow(Reopen) ?? LinkChange.None;

    public void Dispose()
    {
        _link?.Dispose();
        _socket?.Dispose();
    }

    private void Reopen()
    {
        _socket?.Dispose();
        _socket = null;
        _socket = UdpBinding.OpenForBroadcasts(_address, _options.ServerPort, _options.InterfaceName, _options.ReceiveBuffer);
    }
}
