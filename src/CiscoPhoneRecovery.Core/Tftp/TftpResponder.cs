using System;
using System.Collections.Generic;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>
/// The request port, 69: decides what becomes of a request and hands it to the port that shall serve it. Not thread-safe. A
/// client's transfers take the ports in turn, because phones use one port of their own, 49152, for every transfer: by the
/// server's port a late ACK of the last transfer is told from the first of the next. For the same reason nothing that answers another
/// request leaves from a port that serves the client.
/// </summary>
public sealed class TftpResponder
{
    /// <summary>Clients whose last port is remembered; beyond that the memory starts over.</summary>
    private const int MaxClients = 4096;

    private readonly ITftpFiles _files;
    private readonly TftpSettings _settings;
    private readonly IReadOnlyList<ITftpPort> _ports;
    private readonly Dictionary<TftpPeer, int> _lastPort = new();
    private readonly Refusals _refusals;
    private long _transfers;
    private int _turn;

    /// <param name="files">What is offered.</param>
    /// <param name="settings">The limits.</param>
    /// <param name="ports">Two or more, so that a client's next transfer comes from another port.</param>
    public TftpResponder(ITftpFiles files, TftpSettings settings, IReadOnlyList<ITftpPort> ports)
    {
        if (ports.Count == 0)
        {
            throw new ArgumentException("A TFTP server needs a port to serve transfers from.", nameof(ports));
        }

        _files = files;
        _settings = settings;
        _ports = ports;
        _refusals = new Refusals(settings.DuplicateRequestWindow);
    }

    /// <summary>A datagram has come to the request port. Whatever is answered leaves from one of the other ports.</summary>
    public void Receive(byte[] datagram, int length, TftpPeer from, TimeSpan now)
    {
        if (from.Port == 0)
        {
            return;
        }

        TftpRequest request = TftpRequest.Parse(datagram, length);
        switch (request.Kind)
        {
            case TftpRequestKind.Read:
                Read(request, from, now);
                break;
            case TftpRequestKind.Refused:
                Refuse(TftpEventKind.Refused, request, request.Error, request.Detail, from, now);
                break;
            default:
                break; // no answer is owed
        }
    }

    private void Read(TftpRequest request, TftpPeer from, TimeSpan now)
    {
        if (IsCopy(request, from, now) || Repeat(request, from, now))
        {
            return;
        }

        TftpLookup lookup = _files.Find(request.FileName);
        if (lookup.Kind == TftpLookupKind.Found && lookup.File is not null)
        {
            Begin(request, lookup.File, from, now);
        }
        else if (lookup.Kind == TftpLookupKind.Forbidden)
        {
            Refuse(TftpEventKind.Refused, request, TftpErrorCode.AccessViolation, "this name is not allowed", from, now);
        }
        else
        {
            Refuse(TftpEventKind.NotFound, request, TftpErrorCode.FileNotFound, "file not found", from, now);
        }
    }

    private bool IsCopy(TftpRequest request, TftpPeer from, TimeSpan now)
    {
        foreach (ITftpPort port in _ports)
        {
            if (port.IsCopy(from, request, now))
            {
                return true;
            }
        }

        return _refusals.IsCopy(request, from, now);
    }

    /// <summary>Every port hears of it: what the client no longer asks for falls silent.</summary>
    private bool Repeat(TftpRequest request, TftpPeer from, TimeSpan now)
    {
        bool repeated = false;
        foreach (ITftpPort port in _ports)
        {
            repeated |= port.Repeat(from, request, now);
        }

        return repeated;
    }

    private void Begin(TftpRequest request, ITftpFile file, TftpPeer from, TimeSpan now)
    {
        if (Sum(port => port.ActiveOf(from.Address)) >= _settings.MaxTransfersPerHost)
        {
            Refuse(TftpEventKind.Refused, request, TftpErrorCode.NotDefined, "too many transfers to this address, try again later", from, now);
        }
        else if (Sum(port => port.Active) >= _settings.MaxTransfers && !MakeRoom(now))
        {
            Refuse(TftpEventKind.Refused, request, TftpErrorCode.NotDefined, "too many transfers, try again later", from, now);
        }
        else
        {
            TftpNegotiation agreed = TftpNegotiation.Agree(request, file.Length, _settings);
            NextPort(from).Begin(new TftpRead(++_transfers, from, request, file, agreed), now);
        }
    }

    private int Sum(Func<ITftpPort, int> count)
    {
        int sum = 0;
        foreach (ITftpPort port in _ports)
        {
            sum += count(port);
        }

        return sum;
    }

    /// <summary>When all places are taken, of those who asked and never answered an answer the oldest goes.</summary>
    private bool MakeRoom(TimeSpan now)
    {
        ITftpPort? oldest = null;
        foreach (ITftpPort port in _ports)
        {
            if (port.OldestHalfOpen is { } began && (oldest is null || began < oldest.OldestHalfOpen))
            {
                oldest = port;
            }
        }

        oldest?.EvictHalfOpen(now);
        return oldest is not null;
    }

    /// <summary>
    /// The one after the client's last, however long ago that was; where that is not known any more, one that remembers nothing of the
    /// client, or else the one that it has not been served from for the longest time.
    /// </summary>
    private ITftpPort NextPort(TftpPeer client)
    {
        int first = (_lastPort.TryGetValue(client, out int last) ? last : _turn = (_turn + 1) % _ports.Count) + 1;
        int next = first % _ports.Count;
        for (int i = 0; i < _ports.Count; i++)
        {
            int port = (first + i) % _ports.Count;
            if (_ports[port].BeganFor(client) is not { } began)
            {
                next = port;
                break;
            }

            next = began < _ports[next].BeganFor(client) ? port : next;
        }

        if (_lastPort.Count >= MaxClients)
        {
            _lastPort.Clear();
        }

        _lastPort[client] = next;
        return _ports[next];
    }

    /// <summary>An ERROR is sent once and not acknowledged (RFC 1350 section 7); it comes from a fresh port, like every answer.</summary>
    private void Refuse(TftpEventKind kind, TftpRequest request, TftpErrorCode code, string detail, TftpPeer from, TimeSpan now)
    {
        ITftpPort port = _ports[0];
        for (int i = 1; i < _ports.Count && port.Serves(from); i++)
        {
            port = !_ports[i].Serves(from) || _ports[i].BeganFor(from) < port.BeganFor(from) ? _ports[i] : port;
        }

        _refusals.Add(request, from, now);
        port.Refuse(code, detail, from);
        port.Raise(new TftpEvent(kind, from, request.FileName, Detail: detail));
    }
}
