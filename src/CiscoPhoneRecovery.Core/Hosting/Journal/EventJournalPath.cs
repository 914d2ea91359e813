using System.IO;
using System.Net;
using CiscoPhoneRecovery.Hosting.Nic;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Where event journals lie.</summary>
public static class EventJournalPath
{
    private const string Extension = ".jsonl";

    /// <summary>The journal of the station at this address, in ProgramData\CiscoPhoneRecovery, or elsewhere the XDG state folder.</summary>
    public static string Default(IPAddress station) => Path.Combine(NicSnapshotStore.DefaultFolder, $"events-{station}{Extension}");

    /// <summary>The journals that stations of this PC keep where nothing else was said.</summary>
    public static string[] Existing => Directory.Exists(NicSnapshotStore.DefaultFolder) ? Directory.GetFiles(NicSnapshotStore.DefaultFolder, $"events-*{Extension}") : [];

    /// <summary>Beside a lease journal.</summary>
    public static string Beside(string leaseJournal) => leaseJournal + Extension;

    /// <summary>The file that the one before a rotation became.</summary>
    internal static string Former(string path) => path + ".1";

    /// <summary>The event journal that is meant: a lease journal stands for the one beside it, and at a rotation that was cut off the former one is all there is.</summary>
    internal static string Find(string path)
    {
        string full = Path.GetFullPath(path);
        string events = !full.EndsWith(Extension, System.StringComparison.OrdinalIgnoreCase) && File.Exists(Beside(full)) ? Beside(full) : full;
        return !File.Exists(events) && File.Exists(Former(events)) ? Former(events) : events;
    }
}
