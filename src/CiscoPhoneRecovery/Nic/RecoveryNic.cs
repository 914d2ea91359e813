using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Hosting.Nic;

namespace CiscoPhoneRecovery.Nic;

/// <summary>Whether a NIC can carry the recovery network.</summary>
public enum RecoveryNicState
{
    /// <summary>It must not, see the reasons.</summary>
    Unfit,

    /// <summary>It can.</summary>
    Fit,

    /// <summary>It has the address already.</summary>
    Ready,
}

/// <summary>A NIC of this PC, seen with the eyes of a recovery.</summary>
public sealed class RecoveryNic
{
    internal RecoveryNic(NicState nic, IReadOnlyList<string> reasons, bool recommended, NicAddress wanted, string? snapshotPath)
    {
        InterfaceAlias = nic.Name;
        InterfaceIndex = nic.Index;
        InterfaceId = nic.Id;
        Description = nic.Description;
        MacAddress = nic.Mac.Length == 12 ? PhysicalAddress.Parse(nic.Mac) : PhysicalAddress.None;
        Medium = nic.Medium;
        IsLinkUp = nic.LinkUp;
        LinkSpeed = nic.Speed;
        IsDhcp = nic.Settings.Dhcp;
        IPAddress = nic.Settings.Addresses.Select(a => System.Net.IPAddress.Parse(a.Address)).ToArray();
        PrefixLength = nic.Settings.Addresses.Select(a => a.PrefixLength).ToArray();
        DefaultGateway = System.Net.IPAddress.TryParse(nic.DefaultGateway, out IPAddress? gateway) ? gateway : null;
        State = reasons.Count > 0 ? RecoveryNicState.Unfit : nic.Has(wanted) ? RecoveryNicState.Ready : RecoveryNicState.Fit;
        Reason = reasons.ToArray();
        IsRecommended = recommended;
        SnapshotPath = snapshotPath;
    }

    public string InterfaceAlias { get; }

    public int InterfaceIndex { get; }

    /// <summary>The GUID on Windows, the name on Linux.</summary>
    public string InterfaceId { get; }

    public string Description { get; }

    public PhysicalAddress MacAddress { get; }

    public NicMedium Medium { get; }

    public bool IsLinkUp { get; }

    /// <summary>Bits per second; 0 when not known.</summary>
    public long LinkSpeed { get; }

    public bool IsDhcp { get; }

    public IPAddress[] IPAddress { get; }

    /// <summary>Of each of the addresses, in their order.</summary>
    public int[] PrefixLength { get; }

    public IPAddress? DefaultGateway { get; }

    public RecoveryNicState State { get; }

    /// <summary>Why it is unfit, one clause each.</summary>
    public string[] Reason { get; }

    /// <summary>True for at most one NIC: the one to take.</summary>
    public bool IsRecommended { get; }

    /// <summary>Where the settings from before a recovery are kept; null when there is nothing to put back.</summary>
    public string? SnapshotPath { get; }

    public override string ToString() => InterfaceAlias;
}
