using System;
using System.Collections.Generic;
using System.Globalization;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>What client and server agree on for one transfer (RFC 2347, 2348, 2349, 7440).</summary>
public sealed class TftpNegotiation
{
    private TftpNegotiation(int blockSize, int windowSize, TimeSpan? timeout, IReadOnlyList<TftpOption> accepted)
    {
        BlockSize = blockSize;
        WindowSize = windowSize;
        Timeout = timeout;
        Accepted = accepted;
    }

    public int BlockSize { get; }

    /// <summary>Blocks on their way at a time; 1 unless the client asked for more.</summary>
    public int WindowSize { get; }

    /// <summary>The wait before a retransmission that the client asked for; null lets the server measure its own.</summary>
    public TimeSpan? Timeout { get; }

    /// <summary>What the OACK lists, spelled and ordered as asked for. Empty: there is no OACK and DATA 1 comes at once.</summary>
    public IReadOnlyList<TftpOption> Accepted { get; }

    public static TftpNegotiation Agree(TftpRequest request, long fileLength, TftpSettings settings)
    {
        int blockSize = TftpPacket.DefaultBlockSize;
        int windowSize = 1;
        TimeSpan? timeout = null;
        var accepted = new List<TftpOption>();
        for (int i = 0; i < request.Options.Count; i++)
        {
            TftpOption option = request.Options[i];
            if (AskedBefore(request.Options, i))
            {
                continue;
            }

            long? answer = null;
            if (option.Is("blksize"))
            {
                answer = BlockSizeFor(option, settings);
                blockSize = (int)(answer ?? blockSize);
            }
            else if (option.Is("tsize"))
            {
                // The size of a netascii transfer is known only once it has been sent, so the option is left out.
                answer = request.Mode == TftpMode.Octet && option.Number() is not null ? fileLength : null;
            }
            else if (option.Is("timeout"))
            {
                answer = option.Number(255) is >= 1 and long seconds ? seconds : null;
                timeout = answer is null ? timeout : TimeSpan.FromSeconds(answer.Value);
            }
            else if (option.Is("windowsize") && request.Mode == TftpMode.Octet)
            {
                // Netascii is sent in lock-step: its blocks have no fixed place in the file, and nobody wants it fast.
                answer = option.Number(65535) is >= 1 and long blocks ? Math.Min(blocks, settings.MaxWindowSize) : null;
                windowSize = (int)(answer ?? windowSize);
            }

            if (answer is not null)
            {
                accepted.Add(new TftpOption(option.Name, answer.Value.ToString(CultureInfo.InvariantCulture)));
            }
        }

        int fitting = Math.Max(1, settings.MaxWindowBytes / blockSize);
        if (windowSize > fitting)
        {
            windowSize = fitting;
            Amend(accepted, "windowsize", fitting);
        }

        return new TftpNegotiation(blockSize, windowSize, timeout, accepted);
    }

    private static long? BlockSizeFor(TftpOption option, TftpSettings settings) =>
        option.Number(TftpPacket.MaxBlockSize) is >= TftpPacket.MinBlockSize and long size ? Math.Min(size, settings.MaxBlockSize) : null;

    private static bool AskedBefore(IReadOnlyList<TftpOption> options, int index)
    {
        for (int i = 0; i < index; i++)
        {
            if (options[i].Is(options[index].Name))
            {
                return true;
            }
        }

        return false;
    }

    private static void Amend(List<TftpOption> accepted, string name, long value)
    {
        int index = accepted.FindIndex(o => o.Is(name));
        accepted[index] = new TftpOption(accepted[index].Name, value.ToString(CultureInfo.InvariantCulture));
    }
}
