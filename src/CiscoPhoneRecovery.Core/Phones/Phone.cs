using System;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Phones;

/// <summary>The state machine of one phone. Its methods are what can be seen of a phone on the wire, and time passing.</summary>
internal sealed class Phone
{
    private readonly PhoneTimings _timings;
    private readonly RetransmissionCount _retransmissions = new();
    private int _manifestReads;
    private int _attempts;
    private TimeSpan _lastFileBegan;
    private TimeSpan? _lastBoot;
    private string? _configurationAsked;
    private string? _missingFile;
    private TimeSpan _lastSeen;

    public Phone(PhysicalAddress mac, TimeSpan now, PhoneTimings timings)
    {
        _timings = timings;
        Mac = mac;
        FirstSeen = now;
        _lastSeen = now;
        StateSince = now;
    }

    public PhysicalAddress Mac { get; set; }

    public string? VendorClass { get; private set; }

    public PhoneModel? Model { get; private set; }

    public IPAddress? Address { get; private set; }

    public PhoneState State { get; private set; }

    public TimeSpan FirstSeen { get; }

    public TimeSpan StateSince { get; private set; }

    public TimeSpan LastSeen => _lastSeen;

    public PhoneDownload? Download { get; private set; }

    public int Attempts => _attempts;

    public string? MissingFile => _missingFile;

    /// <summary>A DHCP packet of this phone was ever heard; then a new boot shows as DHCP as well.</summary>
    public bool KnownByDhcp { get; private set; }

    public PhoneEvidence Evidence { get; } = new();

    public int Retransmissions => _retransmissions.Total;

    /// <summary>What the advice looks at besides the state: how long the phone has said nothing.</summary>
    public TimeSpan SilentFor(TimeSpan now) => now - _lastSeen;

    private bool BootedSinceLastFile => _lastBoot > _lastFileBegan;

    public bool IsDone => State is PhoneState.Recovered or PhoneState.Verified;

    /// <summary>What option 60 says it is.</summary>
    public void Describe(string? vendorClass)
    {
        VendorClass = vendorClass ?? VendorClass;
        Model = ModelCatalogue.FromVendorClass(vendorClass) ?? Model;
    }

    public void HeardDhcp(string? vendorClass, string? hostName, TimeSpan now)
    {
        _lastSeen = now;
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

        if (State == PhoneState.Installing && !BootedSinceLastFile)
        {
            Evidence.Note("booted again after the last image");
        }

        _lastBoot = now;
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
        _lastSeen = State == PhoneState.Downloading ? _lastSeen : now;
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
        _lastSeen = now;
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

        bool moved = acknowledged > Download.FileBytes;
        if (moved)
        {
            _lastSeen = now;
            GoOn(now);
        }

        Download.Progress(file, acknowledged, now);
    }

    public void Completed(long transfer, string file, long length, int retransmissions, TimeSpan elapsed, bool lastAckMissing, TimeSpan now)
    {
        _lastSeen = now;
        _retransmissions.End(transfer, retransmissions);
        if (Download is null || !Download.IsBy(transfer, file))
        {
            return;
        }

        GoOn(now);
        Download.Finish(file, length, elapsed);
        Evidence.Note(lastAckMissing ? $"read {file}; its last ACK never came" : $"read {file}");
        if (string.Equals(file, Download.Manifest, StringComparison.OrdinalIgnoreCase))
        {
            _manifestReads++;
        }

        if (Download.Complete && !IsDone && State != PhoneState.Installing)
        {
            Enter(PhoneState.Installing, now, $"every image of {Download.Manifest} is acknowledged");
            RecoverIfItRuns(now);
        }
    }

    public void Failed(long transfer, string file, int retransmissions, string reason, TimeSpan now)
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
        _lastSeen = now;
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

                _missingFile = file;
                Enter(PhoneState.MissingFile, now, $"asked for {file}, which is not in the root");
                break;
            default:
                break;
        }
    }

    public void Verified(string load, TimeSpan now)
    {
        if (State == PhoneState.Recovered)
        {
            Enter(PhoneState.Verified, now, $"its own page reports {load}");
        }
    }

    /// <summary>True when the state changed because of silence alone.</summary>
    public bool Wait(TimeSpan now)
    {
        if (State != PhoneState.Downloading || Download is null)
        {
            return false;
        }

        TimeSpan silence = SilentFor(now);
        if (Download.ManifestRead && !Download.AnyImageAsked)
        {
            if (_manifestReads >= 2 && silence >= _timings.RejectedAfter)
            {
                Enter(PhoneState.Rejected, now, $"read {Download.Manifest} {_manifestReads} times and asked for none of its images");
                return true;
            }
        }

        if (silence >= _timings.StalledAfter)
        {
            Enter(PhoneState.Stalled, now, $"no packet for {(int)silence.TotalSeconds} s in the middle of {Download.File}");
            return true;
        }

        return false;
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
        if (!again || Download!.AnyImageAsked || IsDone)
        {
            _attempts++;
            _manifestReads = 0;
            if (again && !IsDone)
            {
                Evidence.Note(State == PhoneState.Installing
                    ? "asked for the load again after the last image: it was not installed"
                    : "began the load again");
            }
        }

        Download = new PhoneDownload(file, outline);
        BeginFile(transfer, file, now);
        _missingFile = null;
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
        _missingFile = null;
        if (State != PhoneState.Downloading && !IsDone)
        {
            Enter(PhoneState.Downloading, now, $"asked for {file}");
        }
    }

    private void BeginFile(long transfer, string file, TimeSpan now)
    {
        Download!.Begin(file, transfer, now);
        _lastFileBegan = now;
        _configurationAsked = null;
    }

    private void AskedForConfiguration(string file, TimeSpan now)
    {
        _configurationAsked = file;
        if (State == PhoneState.Installing)
        {
            RecoverIfItRuns(now);
        }
        else if (!IsDone && Evidence.Last?.StartsWith("asked for its configuration", StringComparison.Ordinal) != true)
        {
            Evidence.Note($"asked for its configuration ({file}): the load it has runs");
        }
    }

    /// <summary>
    /// Installed, booted anew and asking for its configuration. The three can be learned in another order than they happened: when the
    /// last ACK of the last image is lost, the server is sure of that image only after the phone has long gone on; and the DHCP server's
    /// thread may be held up between sending its ACK and telling of it, while the phone already has its answers from the TFTP server.
    /// </summary>
    private void RecoverIfItRuns(TimeSpan now)
    {
        if (_configurationAsked is not null && (BootedSinceLastFile || !KnownByDhcp))
        {
            Enter(PhoneState.Recovered, now, $"asked for {_configurationAsked}: the new load runs");
        }
    }

    private void GuessModel(string file)
    {
        if (Model is null)
        {
            foreach (PhoneModel model in ModelCatalogue.FromTermFile(file))
            {
                Model = model;
                return;
            }
        }
    }

    private void Enter(PhoneState state, TimeSpan now, string? why)
    {
        if (State != state)
        {
            State = state;
            StateSince = now;
        }

        if (why is not null)
        {
            Evidence.Note(why);
        }
    }
}
