using System;
using System.Collections.Generic;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>
/// The last request of each client that was refused. The network's copy of it is not refused again: a second ERROR could pass for the
/// answer to what the client asks next.
/// </summary>
internal sealed class Refusals
{
    /// <summary>Clients; beyond that the memory starts over.</summary>
    private const int MaxClients = 4096;

    private readonly TimeSpan _window;
    private readonly Dictionary<TftpPeer, (TftpRequest Request, TimeSpan At)> _last = new();

    /// <param name="window">How late a copy may come.</param>
    public Refusals(TimeSpan window) => _window = window;

    public void Add(TftpRequest request, TftpPeer client, TimeSpan now)
    {
        if (_last.Count >= MaxClients)
        {
            _last.Clear();
        }

        _last[client] = (request, now);
    }

    public bool IsCopy(TftpRequest request, TftpPeer client, TimeSpan now) =>
        _last.TryGetValue(client, out (TftpRequest Request, TimeSpan At) refusal) && now - refusal.At < _window && refusal.Request.IsSameAs(request);
}
