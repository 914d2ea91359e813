using System;
using System.Collections.Generic;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>
/// The request port, 69: decides what becomes of a request and hands it to the port that shall serve it. Not thread-safe. A
/// client's transfers take the ports in turn, because phones use one port of their own, 49152, for every transfer: by the
/// server's port a late ACK of the last transfer is told from the first of the next.
/// </summary>
public sealed class TftpResponder
{
    /// <summary>Clients whose last port is remembered; beyond that the memory starts over.</summary>
    private const int MaxClients = 4096;

    private readonly ITftpFiles _files;
    private readonly TftpSettings _settings;
    private readonly IReadOnlyList<ITftpPort> _ports;
    private readonly Dictionary<uint, int> _lastPort = new();
    private long _transfers;
    private int _nextPort;

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
                Refuse(TftpEventKind.Refused, request, request.Error, request.Detail, from);
                break;
            default:
                break; // no answer is owed
        }
    }

    private void Read(TftpRequest request, TftpPeer from, TimeSpan now)
    {
        foreach (ITftpPort port in _ports)
        {
            if (port.Repeat(from, request, now))
            {
                return;
            }
        }

        TftpLookup lookup = _files.Find(request.FileName);
        if (lookup.Kind == TftpLookupKind.Found && lookup.File is not null)
        {
            Begin(request, lookup.File, from, now);
        }
        else if (lookup.Kind == TftpLookupKind.Forbidden)
        {
            Refuse(TftpEventKind.Refused, request, TftpErrorCode.AccessViolation, "this name is not allowed", from);
        }
        else
        {
            Refuse(TftpEventKind.NotFound, request, TftpErrorCode.FileNotFound, "file not found", from);
        }
    }

    private void Begin(TftpRequest request, ITftpFile file, TftpPeer from, TimeSpan now)
    {
        if (IsFull() && !DropHalfOpen(now))
        {
            Refuse(TftpEventKind.Refused, request, TftpErrorCode.NotDefined, "too many transfers, try again later", from);
            return;
        }

        TftpNegotiation agreed = TftpNegotiation.Agree(request, file.Length, _settings);
        NextPort(from).Begin(new TftpRead(++_transfers, from, request, file, agreed), now);
    }

    private bool IsFull()
    {
        int active = 0;
        foreach (ITftpPort port in _ports)
        {
            active += port.Active;
        }

        return active >= _settings.MaxTransfers;
    }

    /// <summary>
    /// Room for a request when all places are taken: those who asked and never answered an answer go first. The oldest of all ports goes,
    /// not the oldest of the first: else a flood drains that port, and whoever it serves next is dropped before its ACK can come.
    /// </summary>
    private bool DropHalfOpen(TimeSpan now)
    {
        ITftpPort? oldest = null;
        TimeSpan began = TimeSpan.MaxValue;
        foreach (ITftpPort port in _ports)
        {
            if (port.OldestHalfOpen is { } candidate && candidate < began)
            {
                oldest = port;
                began = candidate;
            }
        }

        return oldest is not null && oldest.DropHalfOpen(now);
    }

    private ITftpPort NextPort(TftpPeer client)
    {
        if (_lastPort.TryGetValue(client.Address, out int last))
        {
            last = (last + 1) % _ports.Count;
        }
        else
        {
            if (_lastPort.Count >= MaxClients)
            {
                _lastPort.Clear();
            }

            last = _nextPort = (_nextPort + 1) % _ports.Count;
        }

        _lastPort[client.Address] = last;
        return _ports[last];
    }

    /// <summary>An ERROR is sent once and not acknowledged (RFC 1350 section 7); it comes from a fresh port, like every answer.</summary>
    private void Refuse(TftpEventKind kind, TftpRequest request, TftpErrorCode code, string detail, TftpPeer from)
    {
        ITftpPort port = _ports[0];
        port.Refuse(code, detail, from);
        port.Raise(new TftpEvent(kind, from, request.FileName, Detail: detail));
    }
}
