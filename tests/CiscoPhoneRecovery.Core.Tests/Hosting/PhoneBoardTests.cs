using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Hosting;

/// <summary>The board between servers that never wait and listeners that may be slow.</summary>
public sealed class PhoneBoardTests
{
    [Fact]
    public void A_flood_that_nobody_reads_stays_bounded_is_counted_and_loses_no_file_that_arrived()
    {
        using var reading = new ManualResetEventSlim();
        var told = new ConcurrentQueue<TftpEvent>();
        using var board = new PhoneBoard(new MonotonicClock());
        board.TftpHappened += happening =>
        {
            reading.Wait();
            told.Enqueue(happening);
        };
        TftpEventKind[] flood = { TftpEventKind.Started, TftpEventKind.Failed, TftpEventKind.Refused, TftpEventKind.NotFound };
        var client = new TftpPeer(0x0A010110, 49152);
        for (int i = 0; i < 200_000; i++)
        {
            board.Post(new TftpEvent(flood[i % flood.Length], client, "file"));
        }

        for (int i = 0; i < 1_000; i++)
        {
            board.Post(new TftpEvent(TftpEventKind.Completed, client, "file", Transfer: i));
        }

        Assert.InRange(board.Dropped, 149_000, 150_000);
        reading.Set();
        Assert.True(SpinWait.SpinUntil(() => told.Count(e => e.Kind == TftpEventKind.Completed) == 1_000, 60_000));
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => (long)i), told.Where(e => e.Kind == TftpEventKind.Completed).Select(e => e.Transfer));
    }
}
