namespace CiscoPhoneRecovery.Tftp;

/// <summary>Where a transfer under way stands, as a snapshot that any thread may take.</summary>
/// <param name="Transfer">The number of the transfer.</param>
/// <param name="Client">Who asked.</param>
/// <param name="File">The name as spelled in the root.</param>
/// <param name="Length">Bytes of the file.</param>
/// <param name="Acknowledged">Bytes acknowledged by the client.</param>
/// <param name="Retransmissions">Packets sent again.</param>
public sealed record TftpProgress(long Transfer, TftpPeer Client, string File, long Length, long Acknowledged, int Retransmissions);
