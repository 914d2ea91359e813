using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Simulation;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>What must be true when a run is over.</summary>
internal static class FleetVerdict
{
    /// <summary>The phone is where it can get: its new load runs, or it reads a load that it refuses or that is not there, or it is gone.</summary>
    public static bool IsSettled(FleetJack jack, FleetRun run) => jack.Gone || jack.Running || IsHopeless(jack, run);

    /// <summary>The station has seen what there is to see of every phone.</summary>
    public static bool StationKnows(FleetRun run)
    {
        Dictionary<string, PhoneRecoveryStatus> known = Known(run);
        return run.Jacks.All(j => j.Gone || Expected(j, run) is not { } state || (known.TryGetValue(j.Plan.Profile.Mac.ToString(), out PhoneRecoveryStatus? status) && status.State == state));
    }

    public static FleetViolation Stuck(FleetRun run, string when)
    {
        Dictionary<string, PhoneRecoveryStatus> known = Known(run);
        string[] stuck = run.Jacks
            .Where(j => !IsSettled(j, run) || (!j.Gone && Expected(j, run) is { } state && known.GetValueOrDefault(j.Plan.Profile.Mac.ToString())?.State != state))
            .Select(j => $"{j.Name} is {j.Phone.Stage} with {j.Phone.Files.Count} files, the station says {Describe(known.GetValueOrDefault(j.Plan.Profile.Mac.ToString()))}")
            .ToArray();
        string first = run.Jacks.FirstOrDefault(j => stuck.Any(s => s.StartsWith(j.Name, StringComparison.Ordinal)))?.Name ?? string.Empty;
        return new FleetViolation("stuck", $"{when}, station {(run.Station.Dead ? "dead" : "alive")}: {string.Join("\n  ", stuck.Take(5))}", first);
    }

    public static void Check(FleetRun run, FleetWitness witness)
    {
        Dictionary<string, PhoneRecoveryStatus> known = Known(run);
        foreach (FleetJack jack in run.Jacks)
        {
            PhoneRecoveryStatus? status = known.GetValueOrDefault(jack.Plan.Profile.Mac.ToString());
            if (jack.Installed)
            {
                RightBytes(jack, run);
            }

            RightState(jack, status, run);
            if (status is not null && status.State == PhoneState.Recovered && jack.AttemptLife == run.Life)
            {
                RightCounts(jack, status, run, run.Plan.KeepsEvents && run.Life > 1 ? null : witness.Seen(jack));
            }
        }

        foreach ((FleetJack jack, string file, int count) in witness.Started)
        {
            int asked = jack.Asked.GetValueOrDefault(file);
            Require(count <= asked, "a request makes two transfers", $"{jack.Name} asked {asked} times for {file}, {count} transfers began", jack.Name);
        }

        NobodyElse(run);
        NothingLeft(run);
    }

    /// <summary>A phone that has been reading for seconds, over a wire that loses nothing, is told as one that reads.</summary>
    public static void CheckReaders(FleetRun run)
    {
        if (run.Station.Dead || run.Plan.Wire.Loss > 0 || run.Plan.Faults.Any(f => f is Partition or FileReplaced))
        {
            return;
        }

        FleetJack[] readers = run.Jacks.Where(j => j.AttemptLife == run.Life && run.Now - j.ReadsSince > TimeSpan.FromSeconds(2)).ToArray();
        Dictionary<string, PhoneRecoveryStatus>? known = readers.Length == 0 ? null : Known(run);
        foreach (FleetJack jack in readers)
        {
            PhoneRecoveryStatus? status = known!.GetValueOrDefault(jack.Plan.Profile.Mac.ToString());
            Require(
                status?.State is PhoneState.Downloading or PhoneState.Installing,
                $"a phone that reads is told to be {status?.State}", $"{jack.Name} reads since {jack.ReadsSince}; {Describe(status)}; {string.Join("; ", status?.Evidence ?? Array.Empty<string>())}", jack.Name);
        }
    }

    private static bool IsHopeless(FleetJack jack, FleetRun run) =>
        !jack.Installed && (jack.Plan.Profile.RejectsLoad || jack.Plan.Profile.Model.Family == run.Plan.MissingFamily);

    /// <summary>The one state that a settled phone must be told to be in; null when the station could not see enough, as after a restart.</summary>
    private static PhoneState? Expected(FleetJack jack, FleetRun run)
    {
        if (IsHopeless(jack, run))
        {
            return jack.Plan.Profile.Model.Family == run.Plan.MissingFamily ? PhoneState.MissingFile : PhoneState.Rejected;
        }

        return jack.AttemptLife == run.Life && jack.Running ? PhoneState.Recovered : null;
    }

    private static void RightBytes(FleetJack jack, FleetRun run)
    {
        BundleOutline outline = run.Root.OutlineOf(jack.Plan.Profile.Model.TermFile)!;
        string[] names = outline.Images.Select(i => i.Name).Prepend(outline.Manifest.Name).ToArray();
        string[] read = jack.Phone.Files.Select(f => f.Name).ToArray();
        Require(names.SequenceEqual(read, StringComparer.OrdinalIgnoreCase), "a phone runs without all its files", $"{jack.Name} read {string.Join(", ", read)}", jack.Name);
        HashSet<string> replaced = run.Plan.Faults.OfType<FileReplaced>().Select(f => f.Name).ToHashSet();
        foreach ((SoftwarePhoneFile file, string name) in jack.Phone.Files.Zip(names))
        {
            bool right = SHA256.HashData(run.Root.Files[name]).AsSpan().SequenceEqual(file.Sha256)
                || (replaced.Contains(name) && SHA256.HashData(run.Root.OtherContent(name)).AsSpan().SequenceEqual(file.Sha256));
            Require(right, "a phone has wrong bytes", $"{jack.Name} {name}, {file.Length} bytes", jack.Name);
        }
    }

    private static void RightState(FleetJack jack, PhoneRecoveryStatus? status, FleetRun run)
    {
        PhoneState? expected = jack.Gone ? null : Expected(jack, run);
        bool right = expected is not null
            ? status?.State == expected
            : status is null || Possible(jack, run).Contains(status.State);
        string possible = expected?.ToString() ?? string.Join(" or ", Possible(jack, run));
        Require(right, $"a phone's state ({status?.State}) is not what the network saw", $"{jack.Name} is told as {Describe(status)}, should be {possible}; {string.Join("; ", status?.Evidence ?? Array.Empty<string>())}", jack.Name);
    }

    private static PhoneState[] Possible(FleetJack jack, FleetRun run)
    {
        bool thisLife = jack.AttemptLife == run.Life;
        if (jack.Installed)
        {
            // Of a recovery of an earlier life the station saw too little to call it one.
            PhoneState[] unsure = { PhoneState.Seen, PhoneState.Leased };
            return thisLife || (run.Plan.KeepsEvents && jack.ToldRecovered) ? new[] { PhoneState.Recovered }
                : run.Plan.KeepsEvents ? unsure.Concat(new[] { PhoneState.Recovered, PhoneState.Downloading, PhoneState.Stalled, PhoneState.Installing }).ToArray() : unsure;
        }

        return jack.StageWhenGone switch
        {
            SoftwarePhoneStage.Installing when thisLife => new[] { PhoneState.Installing },
            SoftwarePhoneStage.ReadingImages or SoftwarePhoneStage.WritingFlash when thisLife =>
                jack.FilesWhenGone >= 5 ? new[] { PhoneState.Stalled, PhoneState.Installing } : new[] { PhoneState.Stalled },
            SoftwarePhoneStage.Refusing when IsHopeless(jack, run) => new[] { PhoneState.Stalled, PhoneState.Rejected, PhoneState.MissingFile, PhoneState.Leased, PhoneState.Seen },
            _ when jack.WasInstalled => new[] { PhoneState.Recovered, PhoneState.Seen, PhoneState.Leased, PhoneState.Stalled },
            _ => new[] { PhoneState.Seen, PhoneState.Leased, PhoneState.Stalled, PhoneState.Installing, PhoneState.Rejected, PhoneState.MissingFile },
        };
    }

    /// <param name="jack">The phone.</param>
    /// <param name="status">What the station tells.</param>
    /// <param name="run">The run.</param>
    /// <param name="seen">What the wire showed; null when the station counts on from an earlier life.</param>
    private static void RightCounts(FleetJack jack, PhoneRecoveryStatus status, FleetRun run, SeenPhone? seen)
    {
        BundleOutline outline = run.Root.OutlineOf(jack.Plan.Profile.Model.TermFile)!;
        void Equal<T>(string what, T told, T truth) => Require(Equals(told, truth), "a count is not what the network saw", $"{jack.Name} {what}: told {told}, in truth {truth}", jack.Name);
        Equal("files", status.FilesDone, outline.FileCount);
        Equal("files in all", status.FilesTotal, outline.FileCount);
        Equal("bytes", status.Bytes, outline.TotalBytes);
        Equal("percent", status.PercentComplete, 100);
        Equal("load", status.Load, outline.Load);
        Equal("model", status.Model, jack.Plan.Profile.Model.Name);
        if (seen is not null)
        {
            Equal("attempts", status.Attempts, seen.Attempts);
            Equal("retransmissions", status.Retransmissions, seen.Repeated);
        }

        if (jack.Uses != 0)
        {
            Equal("address", status.IPAddress, jack.Phone.Address);
        }

        if (run.Plan.WireIsSound && !run.Plan.Faults.Any(f => f is PowerCut or StationKill or ForeignServerPluggedIn))
        {
            Equal("retransmissions on a sound wire", status.Retransmissions, 0);
        }
    }

    private static void NobodyElse(FleetRun run)
    {
        HashSet<IPAddress> strangers = run.Plan.Faults.OfType<Stranger>().Select(s => s.Address).ToHashSet();
        foreach (PhoneRecoveryStatus status in run.Station.Snapshot())
        {
            string mac = status.MacAddress.ToString();
            bool somebody = mac.Length == 0 ? status.IPAddress is not null && strangers.Contains(status.IPAddress)
                : run.JackOf(mac) is not null || (mac.StartsWith(StrangerPackets.MacPrefix, StringComparison.Ordinal) && status.State == PhoneState.Ignored);
            Require(somebody, "the station tells of a phone that is none", $"{status}; {string.Join("; ", status.Evidence)}", status.Name, status.IPAddress?.ToString() ?? string.Empty);
        }

        foreach (IGrouping<IPAddress, PhoneRecoveryStatus> same in run.Station.Snapshot().Where(s => s.IPAddress is not null).GroupBy(s => s.IPAddress!).Where(g => g.Count() > 1))
        {
            Require(false, "two phones are told to have one address", $"{same.Key}: {string.Join(", ", same)}", same.First().Name);
        }
    }

    private static void NothingLeft(FleetRun run)
    {
        Require(run.Station.ActiveTransfers == 0, "a transfer is left", $"{run.Station.ActiveTransfers} two minutes after the last packet");
        Require(run.Station.NextDeadline is null, "a timer is left", $"due at {run.Station.NextDeadline}, now {run.Station.Now}");
        IReadOnlyList<Lease> leases = run.Station.Pool.Leases;
        Require(leases.Select(l => l.Address).Distinct().Count() == leases.Count, "an address has two leases", string.Join(", ", leases.Select(l => l.Address)));
        Require(leases.Select(l => l.Mac).Distinct().Count() == leases.Count, "a phone has two leases", string.Join(", ", leases.Select(l => l.Mac)));
        foreach (FleetJack jack in run.Jacks.Where(j => j.Uses != 0 && !j.Phone.Address!.ToString().StartsWith("192.168.77.", StringComparison.Ordinal)))
        {
            Lease? lease = leases.FirstOrDefault(l => l.Mac.Equals(jack.Plan.Profile.Mac));
            Require(
                lease is not null && lease.Address.Equals(jack.Phone.Address) && lease.ExpiresAt > run.Station.Now,
                "a phone uses an address without a lease", $"{jack.Name} {jack.Phone.Address}, lease {lease?.Address} until {lease?.ExpiresAt}, now {run.Station.Now}", jack.Name);
        }
    }

    private static Dictionary<string, PhoneRecoveryStatus> Known(FleetRun run)
    {
        var known = new Dictionary<string, PhoneRecoveryStatus>();
        foreach (PhoneRecoveryStatus status in run.Station.Snapshot().Where(s => s.MacAddress.GetAddressBytes().Length > 0))
        {
            Require(known.TryAdd(status.MacAddress.ToString(), status), "a phone is told twice", status.Name, status.Name);
        }

        return known;
    }

    private static string Describe(PhoneRecoveryStatus? status) => status is null ? "nothing" : status.ToString();

    private static void Require(bool holds, string rule, string what, params string[] about)
    {
        if (!holds)
        {
            throw new FleetViolation(rule, what, about);
        }
    }
}
