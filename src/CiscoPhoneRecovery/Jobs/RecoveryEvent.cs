using System;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Jobs;

/// <summary>What a recovery server has to tell.</summary>
public enum RecoveryEventKind
{
    ServerStarted,
    ServerStopped,
    PhoneSeen,
    LeaseGranted,
    LeaseRefused,
    LeaseReleased,
    AddressDeclined,
    AddressInUse,
    PoolExhausted,
    ClientIgnored,
    WatchingForServers,
    ForeignServer,
    LinkLost,
    LinkRestored,
    JournalProblem,
    TransferStarted,
    TransferCompleted,
    TransferFailed,
    FileNotFound,
    RequestRefused,
    PhoneChanged,
}

/// <summary>One thing that happened at a recovery server: what its job writes, in order.</summary>
public sealed class RecoveryEvent
{
    internal RecoveryEvent(RecoveryEventKind kind, string message)
    {
        Kind = kind;
        Message = message;
    }

    /// <summary>Counts up within a job, from 1; a gap means that events were dropped.</summary>
    public long Sequence { get; internal set; }

    public DateTimeOffset Time { get; internal set; } = DateTimeOffset.Now;

    public RecoveryEventKind Kind { get; }

    public PhysicalAddress? MacAddress { get; internal set; }

    public IPAddress? IPAddress { get; internal set; }

    /// <summary>The file of a transfer or request.</summary>
    public string? File { get; internal set; }

    /// <summary>Bytes acknowledged; null where there was no transfer.</summary>
    public long? Bytes { get; internal set; }

    /// <summary>From the request on; null where there was no transfer.</summary>
    public TimeSpan? Elapsed { get; internal set; }

    /// <summary>Packets of the transfer that were sent more than once.</summary>
    public int? Retransmissions { get; internal set; }

    /// <summary>The phone after the change, for <see cref="RecoveryEventKind.PhoneChanged"/>.</summary>
    public PhoneRecoveryStatus? Phone { get; internal set; }

    /// <summary>A clause for a person.</summary>
    public string Message { get; }

    public override string ToString() => $"{Kind}: {Message}";
}
