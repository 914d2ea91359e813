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
    /// <summary>A hostile network invents MAC addresses; beyond this many the oldest strangers are forgotten.</summary>
    private const int MostPhones = 4096;

    private readonly PhoneTimings _timings;
    private readonly DateTimeOffset _start;
    private readonly Func<string, BundleOutline?> _outlineOf;
    private readonly Action<PhoneRecoveryStatus> _changed;
    private readonly Dictionary<PhysicalAddress, Phone> _byMac = new();
    private readonly Dictionary<IPAddress, Phone> _byAddress = new();
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
    }

    /// <summary>Snapshots of all phones, in the order they were first seen.</summary>
    public IReadOnlyList<PhoneRecoveryStatus> Snapshot(TimeSpan now) => _told.Keys.OrderBy(p => p.FirstSeen).Select(p => Describe(p, now)).ToList();

    /// <summary>What to do while no phone at all was heard; null as long as it is too early to say, or once one was.</summary>
    public string? BenchAdvice(TimeSpan now) =>
        _told.Keys.Any(p => p.State != PhoneState.Ignored) || now < _timings.NoPhone ? null : PhoneAdvice.NoPhone;

    public void Observe(DhcpEvent happening, TimeSpan now)
    {
        if (happening.Mac.Equals(PhysicalAddress.None) || happening.Kind is DhcpEventKind.ForeignServer or DhcpEventKind.Malformed or DhcpEventKind.AddressInUse)
        {
            return;
        }

        Phone phone = KnownByAddressOnly(happening, now) ?? PhoneWith(happening.Mac, now);
        if (happening.Kind == DhcpEventKind.Ignored)
        {
            phone.Ignored(now);
            Tell(phone, now);
            return;
        }

        if (happening.Renewal && happening.Address is not null)
        {
            Own(phone, happening.Address);
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
            Own(phone, happening.Address);
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

        Phone? phone = PhoneAt(happening.Client.ToAddress(), happening.File, now);
        if (phone is null)
        {
            return;
        }

        switch (happening.Kind)
        {
            case TftpEventKind.Started:
                phone.Began(happening.Transfer, happening.File, _outlineOf(happening.File), now);
                break;
            case TftpEventKind.Completed or TftpEventKind.ProbablyCompleted:
                bool lastAckMissing = happening.Kind == TftpEventKind.ProbablyCompleted;
                phone.Completed(happening.Transfer, happening.File, happening.Length, happening.Retransmissions, happening.Elapsed, lastAckMissing, now);
                break;
            case TftpEventKind.Failed:
                phone.Failed(happening.Transfer, happening.File, happening.Retransmissions, happening.Detail ?? "the phone went silent", now);
                break;
            case TftpEventKind.NotFound:
                phone.AskedForMissing(happening.File, now);
                break;
            default:
                break;
        }

        Tell(phone, now);
    }

    /// <summary>Where transfers stand; call it a few times a second.</summary>
    public void Observe(TftpProgress progress, TimeSpan now)
    {
        if (_byAddress.TryGetValue(progress.Client.ToAddress(), out Phone? phone))
        {
            phone.Progressed(progress.Transfer, progress.File, progress.Acknowledged, progress.Retransmissions, now);
            Tell(phone, now);
        }
    }

    /// <summary>The load that a phone's own page reported.</summary>
    public void ObserveVerified(IPAddress address, string load, TimeSpan now)
    {
        if (_byAddress.TryGetValue(address, out Phone? phone))
        {
            phone.Verified(load, now);
            Tell(phone, now);
        }
    }

    /// <summary>Lets time pass: silences become states and advice. Call it about once a second.</summary>
    public void Tick(TimeSpan now)
    {
        foreach (Phone phone in _told.Keys.ToList())
        {
            phone.Wait(now);
            Tell(phone, now);
        }
    }

    /// <summary>
    /// A phone that began to read before its DHCP was heard, as after a restart of the station, and whose MAC this ACK tells. What it
    /// has read counts; a phone that was known by that MAC and has read nothing was the same one.
    /// </summary>
    private Phone? KnownByAddressOnly(DhcpEvent happening, TimeSpan now)
    {
        if (happening.Kind != DhcpEventKind.Acknowledged || happening.Address is null
            || !_byAddress.TryGetValue(happening.Address, out Phone? reader) || !reader.Mac.Equals(PhysicalAddress.None))
        {
            return null;
        }

        if (_byMac.TryGetValue(happening.Mac, out Phone? known))
        {
            if (known.Download is not null)
            {
                return null;
            }

            _told.Remove(known);
        }

        reader.Mac = happening.Mac;
        _byMac[happening.Mac] = reader;
        return reader;
    }

    private Phone PhoneWith(PhysicalAddress mac, TimeSpan now)
    {
        if (!_byMac.TryGetValue(mac, out Phone? phone))
        {
            ForgetStrangers();
            phone = new Phone(mac, now, _timings);
            _byMac.Add(mac, phone);
        }

        return phone;
    }

    /// <summary>The phone behind an address. A name that carries a MAC (SEP001122334455.cnf.xml) is the better witness than the address.</summary>
    private Phone? PhoneAt(IPAddress address, string file, TimeSpan now)
    {
        _byAddress.TryGetValue(address, out Phone? phone);
        PhysicalAddress? named = RequestedFile.MacIn(file);
        if (named is not null && (phone is null || !phone.Mac.Equals(named)))
        {
            Phone other = phone is not null && phone.Mac.Equals(PhysicalAddress.None) && !_byMac.ContainsKey(named) ? phone : PhoneWith(named, now);
            other.Mac = named;
            _byMac[named] = other;
            Own(other, address);
            other.Adopt(address);
            return other;
        }

        if (phone is null && RequestedFile.Classify(file) != RequestedFileKind.Other)
        {
            ForgetStrangers();
            phone = new Phone(PhysicalAddress.None, now, _timings);
            phone.Adopt(address);
            Own(phone, address);
        }

        return phone;
    }

    private void Own(Phone phone, IPAddress address)
    {
        if (_byAddress.TryGetValue(address, out Phone? former) && former != phone)
        {
            former.LoseAddress();
            if (former.Mac.Equals(PhysicalAddress.None))
            {
                _told.Remove(former);
            }
        }

        if (phone.Address is not null && !phone.Address.Equals(address))
        {
            _byAddress.Remove(phone.Address);
        }

        _byAddress[address] = phone;
    }

    private void ForgetStrangers()
    {
        if (_told.Count < MostPhones)
        {
            return;
        }

        Phone victim = _told.Keys.Where(p => p.State == PhoneState.Ignored).OrderBy(p => p.LastSeen).FirstOrDefault()
            ?? _told.Keys.OrderBy(p => p.Attempts > 0).ThenBy(p => p.LastSeen).First();
        _told.Remove(victim);
        _byMac.Remove(victim.Mac);
        if (victim.Address is not null)
        {
            _byAddress.Remove(victim.Address);
        }
    }

    private void Tell(Phone phone, TimeSpan now)
    {
        PhoneRecoveryStatus status = Describe(phone, now);
        bool news = !_told.TryGetValue(phone, out PhoneRecoveryStatus? last)
            || last.State != status.State || last.File != status.File || last.PercentComplete != status.PercentComplete
            || last.FilesDone != status.FilesDone || last.Advice != status.Advice || !Equals(last.IPAddress, status.IPAddress)
            || last.Model != status.Model || last.Attempts != status.Attempts || last.Name != status.Name;
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
            Elapsed = (phone.IsDone ? phone.StateSince : phone.LastSeen) - phone.FirstSeen,
            Evidence = phone.Evidence.ToArray(),
            Advice = PhoneAdvice.For(phone, _timings, now),
        };
    }
}
