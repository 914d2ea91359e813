using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Jobs;

/// <summary>
/// The phones of each network that this process serves, by the station's address: the DHCP and the TFTP server of one network share a board, two networks do not,
/// because 10.1.1.10 is another phone on each. A board outlives its servers, so that what was seen stays to be asked for.
/// </summary>
internal static class PhoneBoards
{
    private static readonly Dictionary<IPAddress, PhoneBoard> s_boards = new();

    public static IReadOnlyList<PhoneRecoveryStatus> Phones => Boards.SelectMany(b => b.Phones).ToList();

    /// <summary>
    /// The phones of the recovery that runs: on each network, those that were heard since the oldest of its servers began, but for those that
    /// were done before. A network that is not served any more shows all it saw in this process.
    /// </summary>
    public static IReadOnlyList<PhoneRecoveryStatus> CurrentPhones => Boards.SelectMany(Current).ToList();

    /// <summary>What to do at the bench while no phone has been heard.</summary>
    public static string? BenchAdvice => Boards.Select(b => b.BenchAdvice).FirstOrDefault(a => a is not null);

    private static List<PhoneBoard> Boards
    {
        get
        {
            lock (s_boards)
            {
                return s_boards.Values.ToList();
            }
        }
    }

    private static IEnumerable<PhoneRecoveryStatus> Current(PhoneBoard board)
    {
        List<DateTimeOffset> starts = RecoveryJobs.Running.Where(j => j.Board == board).Select(j => j.ServesSince).ToList();
        DateTimeOffset since = starts.Count == 0 ? board.Start : starts.Min();
        return board.PhonesSince(since);
    }

    public static PhoneBoard For(IPAddress station)
    {
        lock (s_boards)
        {
            if (!s_boards.TryGetValue(station, out PhoneBoard? board))
            {
                board = new PhoneBoard(new MonotonicClock());
                s_boards[station] = board;
            }

            return board;
        }
    }

    public static void Close()
    {
        lock (s_boards)
        {
            foreach (PhoneBoard board in s_boards.Values)
            {
                board.Dispose();
            }

            s_boards.Clear();
        }

        Recoveries.Forget();
    }
}
