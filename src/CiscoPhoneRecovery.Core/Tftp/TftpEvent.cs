using System;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>What a TFTP server can report.</summary>
public enum TftpEventKind
{
    /// <summary>A transfer began.</summary>
    Started,

    /// <summary>The client acknowledged the last block.</summary>
    Completed,

    /// <summary>All was sent but the last ACK never came: probably complete (RFC 1350 section 6).</summary>
    ProbablyCompleted,

    /// <summary>The client sent ERROR, went silent, began anew or its port is gone, or the file changed: see <see cref="TftpEvent.Detail"/>.</summary>
    Failed,

    /// <summary>The file is not in the root (ERROR 1). For CTLSEP, ITLSEP, SEP and XMLDefault names that is the normal end of a recovery.</summary>
    NotFound,

    /// <summary>The request was refused for another reason: see <see cref="TftpEvent.Detail"/>.</summary>
    Refused,

    /// <summary>The interface, its link or the server's address is gone; the server waits. There is no client and no file.</summary>
    LinkLost,

    /// <summary>The server listens again. There is no client and no file.</summary>
    LinkRestored,
}

/// <summary>One thing that happened at the TFTP server.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Client">Who asked; 0.0.0.0 port 0 where nobody did.</param>
/// <param name="File">The name as asked for, or as spelled in the root once found; empty where none was asked for.</param>
/// <param name="Transfer">The number of the transfer; 0 when none was begun.</param>
/// <param name="Length">Bytes of the file; 0 when not found.</param>
/// <param name="Acknowledged">Bytes acknowledged by the client so far.</param>
/// <param name="Retransmissions">Packets sent again so far.</param>
/// <param name="Elapsed">Since the request.</param>
/// <param name="Detail">One clause of explanation for a person.</param>
public sealed record TftpEvent(
    TftpEventKind Kind,
    TftpPeer Client,
    string File,
    long Transfer = 0,
    long Length = 0,
    long Acknowledged = 0,
    int Retransmissions = 0,
    TimeSpan Elapsed = default,
    string? Detail = null);
