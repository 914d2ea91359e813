using System;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>
/// A UDP port from which transfers are served, as the request port sees it. <see cref="TftpTransfers"/> is one; Hosting wraps it
/// in a lock, because there requests and ACKs arrive on different threads.
/// </summary>
public interface ITftpPort
{
    /// <summary>Transfers under way on this port.</summary>
    int Active { get; }

    /// <summary>Of them to one host.</summary>
    int ActiveOf(uint address);

    /// <summary>When the oldest transfer began that no ACK has come for; null when there is none.</summary>
    TimeSpan? OldestHalfOpen { get; }

    /// <summary>True while a transfer to this client is under way.</summary>
    bool Serves(TftpPeer client);

    /// <summary>When the last transfer to this client began that is still remembered; null when there is none.</summary>
    TimeSpan? BeganFor(TftpPeer client);

    /// <summary>True when the request is the network's copy of one that was answered here.</summary>
    bool IsCopy(TftpPeer client, TftpRequest request, TimeSpan now);

    /// <summary>
    /// True when the read is one that is already under way here and has not been acknowledged: its first answer is repeated.
    /// Another transfer to the same client falls silent, because as a rule the client has rebooted, and the answer is false.
    /// </summary>
    bool Repeat(TftpPeer client, TftpRequest request, TimeSpan now);

    /// <summary>Starts a transfer; what this port still had for the same client ends.</summary>
    void Begin(TftpRead read, TimeSpan now);

    /// <summary>Sends an ERROR, once.</summary>
    void Refuse(TftpErrorCode code, string message, TftpPeer to);

    /// <summary>Ends the oldest transfer that no ACK has come for, if there is one.</summary>
    void EvictHalfOpen(TimeSpan now);

    /// <summary>Tells what happened at the request port.</summary>
    void Raise(TftpEvent happening);
}
