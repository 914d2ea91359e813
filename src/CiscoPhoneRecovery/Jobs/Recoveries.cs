using System;
using System.Collections.Generic;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Jobs;

/// <summary>The recoveries that a waiting cmdlet has written already: a batch of phones is counted once in a process, in whatever runspace.</summary>
internal static class Recoveries
{
    private static readonly HashSet<(string Name, DateTimeOffset FirstSeen, int Attempts)> s_written = new();

    public static bool IsNew(PhoneRecoveryStatus done)
    {
        lock (s_written)
        {
            return !s_written.Contains(KeyOf(done));
        }
    }

    /// <summary>False when another cmdlet was quicker.</summary>
    public static bool Claim(PhoneRecoveryStatus done)
    {
        lock (s_written)
        {
            return s_written.Add(KeyOf(done));
        }
    }

    public static void Forget()
    {
        lock (s_written)
        {
            s_written.Clear();
        }
    }

    /// <summary>A phone that is recovered again has read a load again; the network it is on is told by when it was first seen there.</summary>
    private static (string, DateTimeOffset, int) KeyOf(PhoneRecoveryStatus done) => (done.Name, done.FirstSeen, done.Attempts);
}
