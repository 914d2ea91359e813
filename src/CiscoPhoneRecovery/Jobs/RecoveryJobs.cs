using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Jobs;

/// <summary>The servers that run in this process, in whatever runspace their jobs are: Get-Job sees its own runspace only.</summary>
internal static class RecoveryJobs
{
    private static readonly ConcurrentDictionary<Guid, RecoveryJob> s_running = new();

    public static IReadOnlyList<RecoveryJob> Running => s_running.Values.ToList();

    public static void Add(RecoveryJob job) => s_running[job.InstanceId] = job;

    public static void Remove(RecoveryJob job) => s_running.TryRemove(job.InstanceId, out _);

    public static void StopAll()
    {
        foreach (RecoveryJob job in Running)
        {
            job.StopJob();
        }
    }
}
