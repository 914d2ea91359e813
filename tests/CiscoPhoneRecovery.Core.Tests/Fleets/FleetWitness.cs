using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>Sees both sides, and speaks up at once when one side says what is not true of the other.</summary>
internal sealed class FleetWitness
{
    private readonly FleetRun _run;
    private readonly Dictionary<uint, string> _writtenDown = new();
    private readonly Dictionary<uint, FleetJack> _lastUser = new();
    private readonly Dictionary<(FleetJack Phone, string File), int> _started = new();
    private readonly Dictionary<(ushort Port, TftpPeer Client), SeenTransfer> _transfers = new();
    private readonly Dictionary<FleetJack, SeenPhone> _phones = new();
    private readonly Dictionary<string, PhoneState> _told = new();
    private readonly Dictionary<string, PhoneRecoveryStatus> _written = new();

    public FleetWitness(FleetRun run) => _run = run;

    public static uint Number(IPAddress address) => TftpPeer.From(new IPEndPoint(address, 0)).Address;

    public static string MacOf(byte[] dhcp) => Convert.ToHexString(dhcp, 28, 6);

    /// <summary>What the wire showed of a phone since the station was started.</summary>
    public SeenPhone Seen(FleetJack jack)
    {
        if (!_phones.TryGetValue(jack, out SeenPhone? seen))
        {
            _phones.Add(jack, seen = new SeenPhone());
        }

        return seen;
    }

    public IEnumerable<(FleetJack Phone, string File, int Count)> Started => _started.Select(s => (s.Key.Phone, s.Key.File, s.Value));

    /// <summary>What the lines of the event journal say when a station is started again: the last of each phone counts.</summary>
    public EventJournalReader EventJournal()
    {
        var journal = new MemoryStream();
        foreach (PhoneRecoveryStatus phone in _written.Values)
        {
            journal.Write(JournalLine.Of(phone.LastSeen, phone).ToBytes());
        }

        journal.Position = 0;
        EventJournalReader reader = EventJournalReader.Read(journal);
        return reader.DamagedLines == 0 ? reader : throw new FleetViolation("the event journal cannot be read again", $"{reader.DamagedLines} lines");
    }

    public void NewLife()
    {
        _transfers.Clear();
        _phones.Clear();
        if (!_run.Plan.KeepsEvents)
        {
            _told.Clear();
        }
    }

    public void Uses(FleetJack jack, FleetJack? other)
    {
        _lastUser[jack.Uses] = jack;
        if (other is not null || _run.IsSquatted(jack.Uses))
        {
            throw new FleetViolation("an address is in use twice", $"{jack.Phone.Address} by {jack.Name} and {other?.Name ?? "a host that has it by hand"}", jack.Name, other?.Name ?? string.Empty);
        }
    }

    /// <summary>The station is about to send a DHCP packet.</summary>
    public void StationSends(byte[] packet)
    {
        int kind = packet[0] == 2 ? Option(packet, 53)?[0] ?? 0 : 0;
        if (kind is 0)
        {
            return; // its own probe for other servers
        }

        string mac = MacOf(packet);
        if (_run.JackOf(mac) is not { } jack)
        {
            throw new FleetViolation("a stranger gets an answer", $"DHCP message {kind} to {mac}");
        }

        var address = new IPAddress(packet.AsSpan(16, 4));
        uint number = Number(address);
        if (kind is 2 or 5 && _run.UserOf(number) is { } user && user != jack)
        {
            throw new FleetViolation("an address is given twice", $"{address} is given to {jack.Name} while {user.Name} uses it", jack.Name, user.Name);
        }

        if (kind == 5 && _writtenDown.GetValueOrDefault(number) != mac)
        {
            throw new FleetViolation("an ACK leaves before its lease is written down", $"{address} to {jack.Name}", jack.Name);
        }
    }

    public void Recorded(Lease lease) => _writtenDown[Number(lease.Address)] = lease.Mac.ToString();

    /// <summary>The station is about to send a TFTP packet.</summary>
    public void StationSends(byte[] packet, TftpPeer from, TftpPeer to)
    {
        if (packet[1] != 3 || !_transfers.TryGetValue((from.Port, to), out SeenTransfer? transfer))
        {
            return;
        }

        int block = (packet[2] << 8) | packet[3];
        if (block <= transfer.Highest && transfer.Phone is not null)
        {
            Seen(transfer.Phone).Repeated++;
        }

        transfer.Highest = Math.Max(transfer.Highest, block);
    }

    public void Happened(DhcpEvent happening)
    {
        if (happening.Kind == DhcpEventKind.JournalFailed)
        {
            throw new FleetViolation("the journal cannot be written", happening.Detail ?? string.Empty);
        }
    }

    /// <summary>A transfer of one of the station's ports.</summary>
    public void Happened(TftpEvent happening, ushort port)
    {
        if (happening.Kind != TftpEventKind.Started)
        {
            return;
        }

        FleetJack? jack = _lastUser.GetValueOrDefault(happening.Client.Address);
        _transfers[(port, happening.Client)] = new SeenTransfer(jack);
        if (jack is null)
        {
            return;
        }

        _started[(jack, happening.File)] = _started.GetValueOrDefault((jack, happening.File)) + 1;
        SeenPhone seen = Seen(jack);
        if (happening.File.EndsWith(".loads", StringComparison.OrdinalIgnoreCase))
        {
            seen.Attempts += seen.Attempts == 0 || seen.ImageSinceManifest ? 1 : 0;
            seen.ImageSinceManifest = false;
        }
        else if (happening.File.EndsWith(".sbn", StringComparison.OrdinalIgnoreCase))
        {
            seen.ImageSinceManifest = seen.Attempts > 0;
        }
    }

    public void GaveWay(ForeignServer server)
    {
        if (!_run.Plan.Faults.OfType<ForeignServerPluggedIn>().Any(f => f.At <= _run.Now))
        {
            throw new FleetViolation("the station gives way to nobody", $"{server.Address}: {server.Evidence}");
        }
    }

    /// <summary>The tracker tells of a phone: it must not claim what did not happen.</summary>
    public void Told(PhoneRecoveryStatus status, FleetStation station)
    {
        FleetJack? jack = _run.JackOf(status.MacAddress.ToString()) ?? (status.IPAddress is null ? null : _lastUser.GetValueOrDefault(Number(status.IPAddress)));
        bool stranger = _run.JackOf(status.MacAddress.ToString()) is null && (jack is null || status.MacAddress.GetAddressBytes().Length > 0);
        string name = status.MacAddress.ToString().Length > 0 ? status.MacAddress.ToString() : status.Name;
        bool entered = !_told.TryGetValue(name, out PhoneState last) || last != status.State;
        _told[name] = status.State;
        _written[name] = status;
        if (jack is not null && status.State == PhoneState.Recovered)
        {
            jack.ToldRecovered = true;
        }

        if (entered)
        {
            _run.Trace.Write(_run.Now, "tracker", $"{status.Name} is {status.State}: {status.Evidence.LastOrDefault()}");
        }

        if (status.PercentComplete is < 0 or > 100 || status.FilesDone > status.FilesTotal || (status.TotalBytes > 0 && status.Bytes > status.TotalBytes))
        {
            throw new FleetViolation("a count is out of bounds", $"{status}: {status.FilesDone} of {status.FilesTotal} files, {status.Bytes} of {status.TotalBytes} bytes", status.Name);
        }

        bool justReset = jack is not null && jack.ResetAt > TimeSpan.Zero && _run.Now - jack.ResetAt < TimeSpan.FromMinutes(1);
        bool untrue = entered && !justReset && status.State switch
        {
            PhoneState.Recovered or PhoneState.Verified => jack is null || !jack.Installed,
            PhoneState.Installing => jack is null || (!jack.Installed && jack.Phone.Files.Count < 5),
            PhoneState.Ignored => !stranger,
            PhoneState.MissingFile => jack is not null && jack.Plan.Profile.Model.Family != _run.Plan.MissingFamily,
            _ => false,
        };
        if (untrue)
        {
            throw new FleetViolation($"{status.State} is claimed of a phone that is not", $"{status.Name}, in truth {jack?.Phone.Stage} with {jack?.Phone.Files.Count} files; {string.Join("; ", status.Evidence)}", status.Name);
        }
    }

    internal static byte[]? Option(byte[] packet, byte code)
    {
        for (int i = 240; i + 1 < packet.Length && packet[i] != 255; i += packet[i] == 0 ? 1 : 2 + packet[i + 1])
        {
            if (packet[i] == code && i + 2 + packet[i + 1] <= packet.Length)
            {
                return packet.AsSpan(i + 2, packet[i + 1]).ToArray();
            }
        }

        return null;
    }

    private sealed class SeenTransfer
    {
        public SeenTransfer(FleetJack? phone) => Phone = phone;

        public FleetJack? Phone { get; }

        public int Highest { get; set; }
    }
}

/// <summary>What the wire showed of a phone since the station was started.</summary>
internal sealed class SeenPhone
{
    /// <summary>Packets of its transfers that were sent more than once.</summary>
    public int Repeated { get; set; }

    /// <summary>How often it began to read a load: a manifest asked for after an image was.</summary>
    public int Attempts { get; set; }

    public bool ImageSinceManifest { get; set; }
}
