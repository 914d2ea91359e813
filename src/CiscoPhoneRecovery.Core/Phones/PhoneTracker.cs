using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Phones;

/// <summary>
/// All phones a station has seen. What the DHCP and TFTP servers report goes in, with the time; changed phones come out.
/// Not thread-safe: whoever owns it calls from one thread at a time.
/// </summary>
public sealed class PhoneTracker
{
    private readonly PhoneTimings _timings;
    private readonly DateTimeOffset _start;
    private readonly Func<string, BundleOutline?> _outlineOf;
    private readonly Action<PhoneRecoveryStatus> _changed;
    private readonly PhoneDirectory _phones;
    private readonly Dictionary<Phone, PhoneRecoveryStatus> _told = new();

    /// <param name="outlineOf">The bundle that a manifest of the root stands for; null for a manifest that is not known.</param>
    /// <param name="start">The wall-clock time of the monotonic time zero.</param>
    /// <param name="changed">Called with a snapshot whenever a phone changes in a way a person would want to see.</param>
    /// <param name="timings">How long a silence must last; null for the defaults.</param>
    public PhoneTracker(Func<string, BundleOutline?> outlineOf, DateTimeOffset start, Action<PhoneRecoveryStatus> changed, PhoneTimings? timings = null)
    {
        _outlineOf = outlineOf;
        _start = start;
        _changed = changed;
        _timings = timings ?? new PhoneTimings();
        _phones = new PhoneDirectory(_timings, gone => _told.Remove(gone));
    }

    /// <summary>Snapshots of all phones, in the order they were first seen.</summary>
    public IReadOnlyList<PhoneRecoveryStatus> Snapshot(TimeSpan now) => _phones.All.OrderBy(p => p.FirstSeen).Select(p => Describe(p, now)).ToList();

    /// <summary>What to do while no phone at all was heard; null as long as it is too early to say, or once one was.</summary>
    public string? BenchAdvice(TimeSpan now) =>
        now < _timings.NoPhone || _phones.All.Any(p => p.State != PhoneState.Ignored && p.LastSeen >= TimeSpan.Zero) ? null : PhoneAdvice.NoPhone;

    /// <summary>
    /// Goes on with the phones that an earlier run of the station knew. A phone that this run has heard already is left as it is.
    /// </summary>
    /// <param name="phones">What was known of them.</param>
    /// <param name="now">The monotonic time.</param>
    public void Restore(IEnumerable<PhoneRecoveryStatus> phones, TimeSpan now)
    {
        foreach (PhoneRecoveryStatus known in phones.OrderBy(p => p.FirstSeen))
        {
            var phone = new Phone(known, _start, now, _timings);
            if (_phones.TryRestore(phone))
            {
                _told[phone] = Describe(phone, now);
            }
        }
    }

    public void Observe(DhcpEvent happening, TimeSpan now)
    {
        // The others are the server's own, or speak of another server or of who has an address.
        bool ofClient = happening.Kind is DhcpEventKind.Discovered or DhcpEventKind.Offered or DhcpEventKind.Acknowledged or DhcpEventKind.Refused
            or DhcpEventKind.Declined or DhcpEventKind.Released or DhcpEventKind.Informed or DhcpEventKind.Ignored or DhcpEventKind.PoolExhausted;
        if (!ofClient || happening.Mac.Equals(PhysicalAddress.None))
        {
            return;
        }

        Phone phone = _phones.Of(happening, now);
        if (happening.Kind == DhcpEventKind.Ignored)
        {
            phone.Ignored(now);
            Tell(phone, now);
            return;
        }

        if (happening.Renewal && happening.Address is not null)
        {
            _phones.Own(phone, happening.Address);
            phone.Describe(happening.VendorClass);
            phone.Renewed(happening.Address, now);
            Tell(phone, now);
            return;
        }

        phone.HeardDhcp(happening.VendorClass, happening.HostName, now);
        if (happening.Kind == DhcpEventKind.Discovered)
        {
            phone.Discovered(now);
        }
        else if (happening.Kind == DhcpEventKind.Acknowledged && happening.Address is not null)
        {
            _phones.Own(phone, happening.Address);
            phone.Leased(happening.Address, now);
        }

        Tell(phone, now);
    }

    public void Observe(TftpEvent happening, TimeSpan now)
    {
        if (happening.Kind is TftpEventKind.LinkLost or TftpEventKind.LinkRestored)
        {
            return; // the server's, of no phone
        }

        // What began as one phone's stays that phone's: its address may be another's before the server gives it up.
        Phone? phone = _phones.ReaderOf(happening.Client, happening.Transfer) ?? _phones.AskedFor(happening.File, happening.Client.ToAddress(), now);
        if (phone is null)
        {
            return;
        }

        switch (happening.Kind)
        {
            case TftpEventKind.Started:
                _phones.Reads(phone, happening.Client, happening.Transfer);
                phone.Began(happening.Transfer, happening.File, _outlineOf(happening.File), now);
                break;
            case TftpEventKind.Completed or TftpEventKind.ProbablyCompleted:
                bool lastAckMissing = happening.Kind == TftpEventKind.ProbablyCompleted;
                phone.Completed(happening.Transfer, happening.File, happening.Length, happening.Retransmissions, happening.Elapsed, lastAckMissing, now);
                break;
            case TftpEventKind.Failed:
                phone.Failed(happening.Transfer, happening.File, happening.Retransmissions, happening.Detail ?? "the phone went silent");
                break;
            case TftpEventKind.NotFound:
                phone.AskedForMissing(happening.File, now);
                break;
            default:
                break;
        }

        if (happening.Kind is TftpEventKind.Completed or TftpEventKind.ProbablyCompleted or TftpEventKind.Failed)
        {
            _phones.NoLongerReads(happening.Client, happening.Transfer);
        }

        Tell(phone, now);
    }

    /// <summary>Where transfers stand; call it a few times a second.</summary>
    public void Observe(TftpProgress progress, TimeSpan now)
    {
        if (_phones.ReaderOf(progress.Client, progress.Transfer) is { } phone)
        {
            phone.Progressed(progress.Transfer, progress.File, progress.Acknowledged, progress.Retransmissions, now);
            Tell(phone, now);
        }
    }

    /// <summary>What a phone's own page says of it. Another phone may have the address by now: then it says nothing.</summary>
    public void Observe(DeviceInformation page, PhysicalAddress mac, IPAddress address, TimeSpan now)
    {
        if (_phones.At(address) is { } phone && phone.Mac.Equals(mac))
        {
            phone.Reported(page, now);
            Tell(phone, now);
        }
    }

    /// <summary>Lets time pass: silences become states and advice. Call it about once a second.</summary>
    public void Tick(TimeSpan now)
    {
        foreach (Phone phone in _phones.All)
        {
            phone.Wait(now);
            Tell(phone, now);
        }
    }

    private void Tell(Phone phone, TimeSpan now)
    {
        PhoneRecoveryStatus status = Describe(phone, now);
        bool news = !_told.TryGetValue(phone, out PhoneRecoveryStatus? last)
            || last.State != status.State || last.File != status.File || last.PercentComplete != status.PercentComplete
            || last.FilesDone != status.FilesDone || last.Advice != status.Advice || !Equals(last.IPAddress, status.IPAddress)
            || last.Model != status.Model || last.Attempts != status.Attempts || last.Name != status.Name || last.ReportedLoad != status.ReportedLoad;
        _told[phone] = status;
        if (news)
        {
            _changed(status);
        }
    }

    private PhoneRecoveryStatus Describe(Phone phone, TimeSpan now)
    {
        PhoneDownload? download = phone.Download;
        return new PhoneRecoveryStatus
        {
            MacAddress = phone.Mac,
            Name = phone.Mac.Equals(PhysicalAddress.None) ? phone.Address?.ToString() ?? string.Empty : "SEP" + phone.Mac,
            Model = phone.Model?.Name,
            IPAddress = phone.Address,
            State = phone.State,
            Load = download?.Outline?.Load,
            ReportedLoad = phone.ReportedLoad,
            Manifest = download?.Manifest,
            File = download?.File,
            FilesDone = download?.FilesDone ?? 0,
            FilesTotal = download?.FilesTotal ?? 0,
            Bytes = download?.Bytes ?? 0,
            TotalBytes = download?.TotalBytes ?? 0,
            PercentComplete = download?.Percent ?? 0,
            BytesPerSecond = phone.State == PhoneState.Downloading ? download?.BytesPerSecond ?? 0 : 0,
            Retransmissions = phone.Retransmissions,
            Attempts = phone.Attempts,
            FirstSeen = _start + phone.FirstSeen,
            LastSeen = _start + phone.LastSeen,
            Elapsed = (phone.DoneAt ?? phone.LastSeen) - phone.FirstSeen,
            Evidence = phone.Evidence.ToArray(),
            Advice = PhoneAdvice.For(phone, _timings, now),
            Memory = new PhoneMemory
            {
                StateSince = _start + phone.StateSince,
                Outline = download?.Outline,
                FilesHeld = download?.FilesHeld ?? Array.Empty<BundleFile>(),
                ManifestReads = download?.ManifestReads ?? 0,
                AnyImageAsked = download?.AnyImageAsked ?? false,
                MissingFile = phone.MissingFile,
                KnownByDhcp = phone.KnownByDhcp,
                BootedSinceLastFile = phone.BootedSinceLastFile,
                WantsSignedConfiguration = phone.WantsSignedConfiguration,
            },
        };
    }
}
