using System;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>The limits of a TFTP server. The defaults suit a switch full of phones on Ethernet.</summary>
public sealed record TftpSettings
{
    /// <summary>
    /// Largest blksize agreed to, 8 to 65464: the interface's MTU less 32 (IP 20, UDP 8, TFTP 4), so that no block is cut into
    /// IP fragments, which boot ROMs do not put together again. 1468 is Ethernet's.
    /// </summary>
    public int MaxBlockSize { get; init; } = 1468;

    /// <summary>Largest windowsize agreed to, 1 to 65535 (RFC 7440).</summary>
    public int MaxWindowSize { get; init; } = 64;

    /// <summary>Most bytes of one transfer on their way at a time; it bounds the window of large blocks.</summary>
    public int MaxWindowBytes { get; init; } = 512 * 1024;

    /// <summary>Wait for the first answer, before any round trip has been measured.</summary>
    public TimeSpan InitialTimeout { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Shortest wait for an ACK. On a LAN an answer that takes longer than this is late.</summary>
    public TimeSpan MinTimeout { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Longest wait for an ACK, after back-off.</summary>
    public TimeSpan MaxTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Times one window is sent again before its client counts as gone: with doubling from 10 ms to 4 s about 25 s of silence. A
    /// phone that erases flash is deaf for up to 8 s.
    /// </summary>
    public int MaxRetries { get; init; } = 14;

    /// <summary>
    /// The silence after which a client counts as gone that fixed the wait itself with the timeout option; at least two retransmissions
    /// leave before that.
    /// </summary>
    public TimeSpan MaxSilenceAtFixedTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// How long the peer of an ended transfer is remembered. Phones use port 49152 for every transfer: a late ACK must not earn
    /// them an ERROR 5 in the middle of the next. A port remembers <see cref="MaxTransfers"/> of them at most, the last that ended.
    /// </summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A request that comes again this soon after its transfer's last ACK is a copy that the network made. A phone that asks again for
    /// itself has rebooted, or has read and judged the file, which takes longer; and a copy taken for a request would send a second
    /// DATA 1 to the one port that the phone uses for everything, where it can pass for the beginning of the next file. After a transfer
    /// that failed there is no such time. A refused request is not refused again within it, for the same reason.
    /// </summary>
    public TimeSpan DuplicateRequestWindow { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Transfers under way at a time, over all ports. 245 phones need 245.</summary>
    public int MaxTransfers { get; init; } = 1024;

    /// <summary>Of them to one address: what no single host can take from the others. A phone needs one.</summary>
    public int MaxTransfersPerHost { get; init; } = 512;

    /// <summary>How often a window is sent again to a client that fixed the wait.</summary>
    internal int RetriesAtFixedTimeout(TimeSpan wait) => (int)Math.Max(2, MaxSilenceAtFixedTimeout.Ticks / Math.Max(1, wait.Ticks));
}
