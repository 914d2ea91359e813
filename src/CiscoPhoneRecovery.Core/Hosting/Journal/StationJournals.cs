using System.IO;
using System.Net;
using CiscoPhoneRecovery.Hosting.Nic;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Where a station writes down what the next one must know.</summary>
/// <param name="Leases">Who has which address.</param>
/// <param name="Events">What happened.</param>
/// <param name="AreNamed">The user named them, and is to be refused where they cannot be had; else the station serves without.</param>
public sealed record StationJournals(string Leases, string Events, bool AreNamed)
{
    /// <param name="station">The station's address.</param>
    /// <param name="leases">The lease journal that the user named; null takes the station's own in the product's state folder.</param>
    public static StationJournals For(IPAddress station, string? leases) => leases is null
        ? new StationJournals(Path.Combine(NicSnapshotStore.DefaultFolder, $"leases-{station}"), EventJournalPath.Default(station), AreNamed: false)
        : new StationJournals(leases, EventJournalPath.Beside(leases), AreNamed: true);
}
