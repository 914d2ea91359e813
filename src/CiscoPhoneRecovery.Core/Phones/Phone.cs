using System;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Phones;

/// <summary>The state machine of one phone. Its methods are what can be seen of a phone on the wire, and time passing.</summary>
internal sealed class Phone
{
    private readonly PhoneTimings _timings;
    private readonly PhoneStanding _standing;
    private readonly NewLoadSigns _signs = new();
    private readonly TimeSpan _heardFrom;
    private RetransmissionCount _retransmissions = new();

    public Phone(PhysicalAddress mac, TimeSpan now, PhoneTimings timings)
    {
        _timings = timings;
        _standing = new PhoneStanding(now);
        _heardFrom = now;
        Mac = mac;
        FirstSeen = now;
        LastSeen = now;
    }

    /// <summary>A phone as an earlier run of the station left it. Its silence begins now: while nobody listened it may have said anything.</summary>
    /// <param name="status">What was known of it.</param>
    /// <param name="start">The wall-clock time of the monotonic time zero.</param>
    /// <param name="now">The monotonic time.</param>
    /// <param name="timings">How long a silence must last.</param>
    public Phone(PhoneRecoveryStatus status, DateTimeOffset start, TimeSpan now, PhoneTimings timings)
        : this(status.MacAddress, now, timings)
    {
        // A clock that was set meanwhile must not put the past into the future.
        TimeSpan Past(DateTimeOffset time) => time - start < now ? time - start : now;

        FirstSeen = Past(status.FirstSeen);
        LastSeen = Past(status.LastSeen);
        Address = status.IPAddress;
        Model = ModelCatalogue.All.FirstOrDefault(m => m.Name == status.Model);
        KnownByDhcp = status.Memory.KnownByDhcp;
        MissingFile = status.Memory.MissingFile;
        ReportedLoad = status.ReportedLoad;
        Attempts = status.Attempts;
        Download = status.Manifest is null ? null : PhoneDownload.Restore(status.Manifest, status.File, status.Memory);
        _retransmissions = new RetransmissionCount(status.Retransmissions);
        _signs.Restore(status.Memory.BootedSinceLastFile, status.Memory.WantsSignedConfiguration, LastSeen);
        _standing.Restore(status.State, Past(status.Memory.StateSince), Past(status.FirstSeen + status.Elapsed), status.Evidence.ToArray());
        Evidence.Note("the station was started again");
    }

    public PhysicalAddress Mac { get; set; }

    public PhoneModel? Model { get; private set; }

    public IPAddress? Address { get; private set; }

    public PhoneState State => _standing.State;

    public TimeSpan StateSince => _standing.Since;

    public TimeSpan FirstSeen { get; }

    public TimeSpan LastSeen { get; private set; }

    /// <summary>When it was recovered; null while it is not.</summary>
    public TimeSpan? DoneAt => _standing.DoneAt;

    public PhoneDownload? Download { get; private set; }

    /// <summary>How often it began to read a load.</summary>
    public int Attempts { get; private set; }

    public string? MissingFile { get; private set; }

    /// <summary>The load that its own page reports.</summary>
    public string? ReportedLoad { get; private set; }

    /// <summary>A DHCP packet of this phone was ever heard; then a new boot shows as DHCP as well.</summary>
    public bool KnownByDhcp { get; private set; }

    public bool BootedSinceLastFile => _signs.BootedSinceLastFile;

    public bool WantsSignedConfiguration => _signs.WantsSignedConfiguration;

    public PhoneEvidence Evidence => _standing.Evidence;

    public int Retransmissions => _retransmissions.Total;

    public bool IsDone => _standing.IsDone;

    /// <summary>What the advice looks at besides the state: how long the phone has said nothing to this run of the station.</summary>
    public TimeSpan SilentFor(TimeSpan now) => now - (LastSeen > _heardFrom ? LastSeen : _heardFrom);

    /// <summary>What option 60 says it is.</summary>
    public void Describe(string? vendorClass) => Model = ModelCatalogue.FromVendorClass(vendorClass) ?? Model;

    public void HeardDhcp(string? vendorClass, string? hostName, TimeSpan now)
    {
        LastSeen = now;
        KnownByDhcp = true;
        Describe(vendorClass);
        if (State == PhoneState.Ignored)
        {
            Enter(PhoneState.Seen, now, $"DHCP as {vendorClass ?? hostName}");
        }

        if (Evidence.Count == 0)
        {
            Evidence.Note($"DHCP from {hostName ?? "a phone without a name"}{(vendorClass is null ? string.Empty : $" ({vendorClass})")}");
        }

        if (State == PhoneState.Installing && !_signs.BootedSinceLastFile)
        {
            Evidence.Note("booted again after the last image");
        }

        _signs.Booted(now);
        if (State == PhoneState.Installing)
        {
            RecoverIfItRuns(now);
        }
    }

    public void Discovered(TimeSpan now)
    {
        if (State is PhoneState.Downloading or PhoneState.Stalled)
        {
            Evidence.Note("booted again in the middle of the download");
            Enter(PhoneState.Seen, now, null);
        }
    }

    public void Leased(IPAddress address, TimeSpan now)
    {
        if (!address.Equals(Address))
        {
            Address = address;
            Evidence.Note($"leased {address}");
        }

        if (State is PhoneState.Seen or PhoneState.Stalled or PhoneState.Downloading)
        {
            Enter(PhoneState.Leased, now, null);
        }
    }

    /// <summary>It lengthened the lease of the address it uses: no boot, whatever it is doing.</summary>
    public void Renewed(IPAddress address, TimeSpan now)
    {
        // A download stalls however well its lease is kept.
        LastSeen = State == PhoneState.Downloading ? LastSeen : now;
        KnownByDhcp = true;
        Address = address;
        if (State is PhoneState.Seen or PhoneState.Ignored)
        {
            Enter(PhoneState.Leased, now, $"renewed its lease of {address}");
        }
    }

    public void Ignored(TimeSpan now)
    {
        if (State == PhoneState.Seen && Attempts == 0)
        {
            Enter(PhoneState.Ignored, now, "DHCP without the marks of a Cisco phone");
        }
    }

    /// <summary>An address that only TFTP knows so far.</summary>
    public void Adopt(IPAddress address) => Address = address;

    /// <summary>The address went to another phone.</summary>
    public void LoseAddress() => Address = null;

    public void Began(long transfer, string file, BundleOutline? outline, TimeSpan now)
    {
        LastSeen = now;
        switch (RequestedFile.Classify(file))
        {
            case RequestedFileKind.Manifest:
                BeginManifest(transfer, file, outline, now);
                break;
            case RequestedFileKind.Image:
                BeginImage(transfer, file, now);
                break;
            case RequestedFileKind.Configuration:
                AskedForConfiguration(file, now);
                break;
            default:
                break;
        }
    }

    public void Progressed(long transfer, string file, long acknowledged, int retransmissions, TimeSpan now)
    {
        _retransmissions.Tell(transfer, retransmissions);
        if (Download is null || !Download.IsBy(transfer, file))
        {
            return;
        }

        if (acknowledged > Download.FileBytes)
        {
            LastSeen = now;
            GoOn(now);
        }

        Download.Progress(file, acknowledged, now);
    }

    public void Completed(long transfer, string file, long length, int retransmissions, TimeSpan elapsed, bool lastAckMissing, TimeSpan now)
    {
        LastSeen = now;
        _retransmissions.End(transfer, retransmissions);
        if (Download is null || !Download.IsBy(transfer, file))
        {
            return;
        }

        GoOn(now);
        Download.Finish(file, length, elapsed);
        Evidence.Note(lastAckMissing ? $"read {file}; its last ACK never came" : $"read {file}");
        if (Download.Complete && !IsDone && State != PhoneState.Installing)
        {
            Enter(PhoneState.Installing, now, $"every image of {Download.Manifest} is acknowledged");
            RecoverIfItRuns(now);
        }
    }

    public void Failed(long transfer, string file, int retransmissions, string reason)
    {
        _retransmissions.End(transfer, retransmissions);
        if (Download is not null && Download.IsBy(transfer, file))
        {
            Download.Fail(file);
            Evidence.Note($"{file} broke off: {reason}");
        }
    }

    public void AskedForMissing(string file, TimeSpan now)
    {
        LastSeen = now;
        switch (RequestedFile.Classify(file))
        {
            case RequestedFileKind.Configuration:
                AskedForConfiguration(file, now);
                break;
            case RequestedFileKind.Manifest or RequestedFileKind.Image:
                GuessModel(file);
                if (IsDone)
                {
                    // Its configuration names a load that is not here; the one it was given runs.
                    Evidence.Note($"asked for {file}, which is not in the root");
                    break;
                }

                MissingFile = file;
                Enter(PhoneState.MissingFile, now, $"asked for {file}, which is not in the root");
                break;
            default:
                break;
        }
    }

    /// <summary>Its own page was read. A page that reports another load than the one it was given takes nothing back: it is told.</summary>
    public void Reported(DeviceInformation page, TimeSpan now)
    {
        if (!IsDone)
        {
            return;
        }

        ReportedLoad = page.Load;
        bool same = Download?.Outline is { } outline && page.Reports(outline);
        if (same && State == PhoneState.Recovered)
        {
            Enter(PhoneState.Verified, now, $"its own page reports {page.Load}");
        }
        else if (!same)
        {
            Evidence.Note($"its own page reports {page.Load}");
        }
    }

    /// <summary>Time passes: a silence becomes a state.</summary>
    public void Wait(TimeSpan now)
    {
        if (State != PhoneState.Downloading || Download is null)
        {
            return;
        }

        TimeSpan silence = SilentFor(now);
        if (Download.ManifestRead && !Download.AnyImageAsked && Download.ManifestReads >= 2 && silence >= _timings.RejectedAfter)
        {
            Enter(PhoneState.Rejected, now, $"read {Download.Manifest} {Download.ManifestReads} times and asked for none of its images");
        }
        else if (silence >= _timings.StalledAfter)
        {
            string where = Download.ManifestRead && !Download.AnyImageAsked ? "after" : "in the middle of";
            Enter(PhoneState.Stalled, now, $"no packet for {(int)silence.TotalSeconds} s {where} {Download.File}");
        }
    }

    /// <summary>What it reads goes on, so it did not stop, nor boot: a second ACK was a copy that the network made.</summary>
    private void GoOn(TimeSpan now)
    {
        if (State is PhoneState.Stalled or PhoneState.Leased or PhoneState.Seen)
        {
            Enter(PhoneState.Downloading, now, "the download went on");
        }
    }

    private void BeginManifest(long transfer, string file, BundleOutline? outline, TimeSpan now)
    {
        GuessModel(file);
        bool again = Download is not null && string.Equals(Download.Manifest, file, StringComparison.OrdinalIgnoreCase);
        bool newAttempt = !again || Download!.AnyImageAsked || IsDone;
        if (newAttempt)
        {
            Attempts++;
            if (again && !IsDone)
            {
                Evidence.Note(State == PhoneState.Installing
                    ? "asked for the load again after the last image: it was not installed"
                    : "began the load again");
            }
        }

        Download = new PhoneDownload(file, outline, newAttempt ? 0 : Download!.ManifestReads);
        ReportedLoad = null;
        BeginFile(transfer, file, now);
        if (State != PhoneState.Rejected)
        {
            Enter(PhoneState.Downloading, now, $"asked for {file}");
        }
    }

    private void BeginImage(long transfer, string file, TimeSpan now)
    {
        if (Download is null || !Download.Names(file))
        {
            Evidence.Note($"asked for {file} without its manifest");
            return;
        }

        BeginFile(transfer, file, now);
        if (State != PhoneState.Downloading && !IsDone)
        {
            Enter(PhoneState.Downloading, now, $"asked for {file}");
        }
    }

    private void BeginFile(long transfer, string file, TimeSpan now)
    {
        Download!.Begin(file, transfer, now);
        _signs.FileBegan(now);
        MissingFile = null;
    }

    private void AskedForConfiguration(string file, TimeSpan now)
    {
        _signs.AskedForConfiguration(file);
        if (State == PhoneState.Installing)
        {
            RecoverIfItRuns(now);
        }
        else if (!IsDone && Evidence.Last?.StartsWith("asked for its configuration", StringComparison.Ordinal) != true)
        {
            Evidence.Note($"asked for its configuration ({file}): the load it has runs");
        }
    }

    /// <summary>Installed, booted anew and asking for its configuration, in whichever order that was learned.</summary>
    private void RecoverIfItRuns(TimeSpan now)
    {
        if (_signs.ConfigurationAsked is not null && (_signs.BootedSinceLastFile || !KnownByDhcp))
        {
            Enter(PhoneState.Recovered, now, $"asked for {_signs.ConfigurationAsked}: the new load runs");
        }
    }

    private void GuessModel(string file) => Model ??= ModelCatalogue.FromTermFile(file).FirstOrDefault();

    private void Enter(PhoneState state, TimeSpan now, string? why) => _standing.Enter(state, now, why);
}
