namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>What can go wrong when a NIC is prepared or put back. The module's error ids are these names.</summary>
public enum NicFault
{
    /// <summary>No NIC has this name or index.</summary>
    NicNotFound,

    /// <summary>The NIC of a snapshot is not in this PC at the moment.</summary>
    NicVanished,

    /// <summary>The NIC should not carry a recovery network: it has a default gateway, is wireless or virtual, or its network overlaps another's.</summary>
    NicUnfit,

    /// <summary>The address is that of the network itself, or its broadcast address.</summary>
    AddressInvalid,

    /// <summary>No administrator or root rights.</summary>
    NotElevated,

    /// <summary>The commands that change addresses are not on this PC.</summary>
    NetworkCommandsMissing,

    /// <summary>Another device on the wire has the address.</summary>
    AddressDuplicate,

    /// <summary>The address did not become usable in time.</summary>
    AddressNotReady,

    /// <summary>There is nothing to restore.</summary>
    SnapshotMissing,

    /// <summary>A snapshot cannot be read.</summary>
    SnapshotDamaged,

    /// <summary>A snapshot belongs to another user, or others may write it.</summary>
    SnapshotUntrusted,

    /// <summary>A snapshot cannot be written, so nothing was changed.</summary>
    SnapshotUnwritable,

    /// <summary>The NIC is as it was before, but its snapshot could not be deleted.</summary>
    SnapshotNotDeleted,

    /// <summary>A snapshot is there, yet the NIC has been changed by others since.</summary>
    SnapshotStale,

    /// <summary>A change failed; the NIC is as it was before.</summary>
    NicChangeFailed,

    /// <summary>A change failed and so did the way back; the snapshot is kept.</summary>
    NicRollbackFailed,

    /// <summary>Some of the former settings could not be put back; the snapshot is kept.</summary>
    NicRestoreIncomplete,
}
