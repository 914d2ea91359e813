using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;

namespace CiscoPhoneRecovery.Phones;

/// <summary>All that is known of one phone at one moment. A snapshot: it does not change any more.</summary>
public sealed class PhoneRecoveryStatus
{
    private readonly Notes _evidence = new(Array.Empty<string>());

    /// <summary>The phone's hardware address; <see cref="PhysicalAddress.None"/> while only its IP address is known.</summary>
    public PhysicalAddress MacAddress { get; init; } = PhysicalAddress.None;

    /// <summary>SEP and the MAC address, as call managers know the phone.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Such as CP-7965G: from option 60, else from the manifest it asked for; null while not known.</summary>
    public string? Model { get; init; }

    public IPAddress? IPAddress { get; init; }

    public PhoneState State { get; init; }

    /// <summary>The load it reads or runs, such as SCCP45.8-5-2S.</summary>
    public string? Load { get; init; }

    /// <summary>The load that its own web page reports once it is recovered; null when it was not asked or has no page.</summary>
    public string? ReportedLoad { get; init; }

    /// <summary>The manifest it asked for last.</summary>
    public string? Manifest { get; init; }

    /// <summary>The file it reads, or read last.</summary>
    public string? File { get; init; }

    /// <summary>Files of the load acknowledged to the last byte, the manifest included.</summary>
    public int FilesDone { get; init; }

    public int FilesTotal { get; init; }

    /// <summary>Bytes of the load acknowledged.</summary>
    public long Bytes { get; init; }

    public long TotalBytes { get; init; }

    /// <summary>0 to 100: bytes acknowledged over bytes of the load.</summary>
    public int PercentComplete { get; init; }

    /// <summary>Bytes per second over the last moments of the download; 0 when nothing is read.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>Packets of this phone's transfers that were sent more than once.</summary>
    public int Retransmissions { get; init; }

    /// <summary>How often it began to read a load.</summary>
    public int Attempts { get; init; }

    public DateTimeOffset FirstSeen { get; init; }

    public DateTimeOffset LastSeen { get; init; }

    /// <summary>From the first packet to the last one, or to the end of the recovery.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>What was seen that put the phone into its state, oldest first.</summary>
    public IReadOnlyList<string> Evidence
    {
        get => _evidence;
        init => _evidence = new Notes(value);
    }

    /// <summary>The next thing to do at the bench; null when there is nothing to do but wait.</summary>
    public string? Advice { get; init; }

    /// <summary>Recovered or Verified.</summary>
    public bool IsDone => State is PhoneState.Recovered or PhoneState.Verified;

    /// <summary>What the state rests on, for a station that goes on with this phone.</summary>
    internal PhoneMemory Memory { get; init; } = new();

    public override string ToString() => $"{Name} {State} {PercentComplete}%";

    /// <summary>Reads as a sentence where a list becomes text: in a CSV file, in a table.</summary>
    private sealed class Notes : ReadOnlyCollection<string>
    {
        public Notes(IEnumerable<string> notes)
            : base(notes.ToArray())
        {
        }

        public override string ToString() => string.Join("; ", this);
    }
}
