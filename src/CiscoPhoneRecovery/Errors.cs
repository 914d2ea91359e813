using System;
using System.Management.Automation;
using CiscoPhoneRecovery.Hosting.Nic;

namespace CiscoPhoneRecovery;

/// <summary>Every ErrorRecord of the module. Ids are stable; docs/errors.md lists them.</summary>
internal static class Errors
{
    public static ErrorRecord From(NicException failure, object? target) => Create(failure, failure.Fault.ToString(), CategoryOf(failure.Fault), target, failure.Advice);

    public static ErrorRecord NicNotFound(object asked, string existing) => Create(
        new ItemNotFoundException($"No interface is called '{asked}'."),
        nameof(NicFault.NicNotFound),
        ErrorCategory.ObjectNotFound,
        asked,
        $"The interfaces of this PC: {existing}.");

    public static ErrorRecord SnapshotMissing(object asked, string folder) => Create(
        new ItemNotFoundException($"No former settings of '{asked}' are kept in '{folder}'."),
        nameof(NicFault.SnapshotMissing),
        ErrorCategory.ObjectNotFound,
        asked,
        "Nothing was changed by Set-RecoveryNic, or it has been put back already.");

    private static ErrorCategory CategoryOf(NicFault fault) => fault switch
    {
        NicFault.NicNotFound or NicFault.NicVanished or NicFault.SnapshotMissing => ErrorCategory.ObjectNotFound,
        NicFault.NicUnfit => ErrorCategory.InvalidArgument,
        NicFault.NotElevated => ErrorCategory.PermissionDenied,
        NicFault.NetworkCommandsMissing => ErrorCategory.NotInstalled,
        NicFault.AddressDuplicate => ErrorCategory.ResourceExists,
        NicFault.AddressNotReady => ErrorCategory.OperationTimeout,
        NicFault.SnapshotDamaged => ErrorCategory.InvalidData,
        NicFault.SnapshotUnwritable => ErrorCategory.WriteError,
        NicFault.SnapshotStale => ErrorCategory.InvalidOperation,
        NicFault.NicChangeFailed or NicFault.NicRollbackFailed or NicFault.NicRestoreIncomplete => ErrorCategory.DeviceError,
        _ => ErrorCategory.InvalidOperation,
    };

    private static ErrorRecord Create(Exception failure, string id, ErrorCategory category, object? target, string advice) =>
        new(failure, id, category, target) { ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = advice } };
}
