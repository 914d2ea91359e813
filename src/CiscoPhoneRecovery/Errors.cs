using System;
using System.Management.Automation;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Hosting.Nic;

namespace CiscoPhoneRecovery;

/// <summary>Every ErrorRecord of the module. Ids are stable; docs/errors.md lists them.</summary>
internal static class Errors
{
    /// <summary>What Core says is wrong, with the id and category of its kind.</summary>
    public static ErrorRecord From(StationException failure, object? target) => failure switch
    {
        NicException nic => Create(nic, nic.Fault.ToString(), CategoryOf(nic.Fault), target),
        PortInUseException => Create(failure, "PortInUse", ErrorCategory.ResourceBusy, target),
        PortAccessDeniedException => Create(failure, "PortAccessDenied", ErrorCategory.PermissionDenied, target),
        AddressMissingException => Create(failure, "AddressMissing", ErrorCategory.ObjectNotFound, target),
        InterfaceNotFoundException => Create(failure, nameof(NicFault.NicNotFound), ErrorCategory.ObjectNotFound, target),
        ForeignServerException => Create(failure, "ForeignDhcpServer", ErrorCategory.ResourceExists, target),
        JournalInUseException => Create(failure, "JournalInUse", ErrorCategory.ResourceBusy, target),
        _ => Create(failure, "StationFailed", ErrorCategory.InvalidOperation, target),
    };

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

    public static ErrorRecord AddressInvalid(string objection, System.Net.IPAddress address) => Create(
        new ArgumentException($"{objection}."),
        nameof(NicFault.AddressInvalid),
        ErrorCategory.InvalidArgument,
        address,
        "Choose an address between the first and the last of the network, such as 10.1.1.2 with the prefix length 24.");

    public static ErrorRecord AddressMissing(System.Net.IPAddress address) => Create(
        new AddressMissingException(address, null),
        "AddressMissing",
        ErrorCategory.ObjectNotFound,
        address,
        "Set-RecoveryNic gives it to an interface; Get-RecoveryNic says to which.");

    public static ErrorRecord PathNotServed(StationException failure, string path) => Create(failure, "PathNotServed", ErrorCategory.OpenError, path);

    public static ErrorRecord RangeInvalid(string message, object? target) => Create(
        new ArgumentException(message),
        "RangeInvalid",
        ErrorCategory.InvalidArgument,
        target,
        "Give -RangeStart and -RangeEnd inside the network of -IPAddress and -PrefixLength.");

    public static ErrorRecord PathNotFound(string path) => Create(
        new ItemNotFoundException($"There is nothing at '{path}'."),
        "PathNotFound",
        ErrorCategory.ObjectNotFound,
        path,
        "Check the spelling; -Path takes wildcards, -LiteralPath takes the name as it is.");

    public static ErrorRecord NotFileSystem(string path) => Create(
        new ArgumentException($"'{path}' is not in a file system."),
        "NotFileSystem",
        ErrorCategory.InvalidArgument,
        path,
        "Give a path on a disk.");

    public static ErrorRecord RootRefused(string root, string problems) => Create(
        new StationException($"'{root}' should not be served: {problems}"),
        "RootRefused",
        ErrorCategory.InvalidData,
        root,
        "Get-PhoneLoad shows the whole of it; Expand-PhoneLoad fills a root. -Force serves it as it is.");

    public static ErrorRecord LoadRefused(string zip, string problems, string advice) => Create(
        new StationException($"'{zip}' was not expanded: {problems}"),
        "LoadRefused",
        ErrorCategory.InvalidData,
        zip,
        advice);

    public static ErrorRecord ExpandFailed(StationException failure, string zip) => Create(failure, "ExpandFailed", ErrorCategory.WriteError, zip);

    public static ErrorRecord JournalNotRead(StationException failure, string path) => Create(failure, "JournalNotRead", ErrorCategory.ReadError, path);

    public static ErrorRecord NothingServes() => Create(
        new StationException("No recovery server runs in this process, so no phone can be seen."),
        "NothingServes",
        ErrorCategory.InvalidOperation,
        null,
        "Start-RecoveryDhcp and Start-RecoveryTftp start them; Invoke-PhoneRecovery does all of it.");

    public static ErrorRecord RecoveryTimeout(string message, string advice) => Create(
        new TimeoutException(message),
        "RecoveryTimeout",
        ErrorCategory.OperationTimeout,
        null,
        advice);

    private static ErrorCategory CategoryOf(NicFault fault) => fault switch
    {
        NicFault.NicNotFound or NicFault.NicVanished or NicFault.SnapshotMissing => ErrorCategory.ObjectNotFound,
        NicFault.NicUnfit or NicFault.AddressInvalid => ErrorCategory.InvalidArgument,
        NicFault.NotElevated => ErrorCategory.PermissionDenied,
        NicFault.NetworkCommandsMissing => ErrorCategory.NotInstalled,
        NicFault.AddressDuplicate => ErrorCategory.ResourceExists,
        NicFault.AddressNotReady => ErrorCategory.OperationTimeout,
        NicFault.SnapshotDamaged => ErrorCategory.InvalidData,
        NicFault.SnapshotUntrusted => ErrorCategory.SecurityError,
        NicFault.SnapshotUnwritable or NicFault.SnapshotNotDeleted => ErrorCategory.WriteError,
        NicFault.SnapshotStale => ErrorCategory.InvalidOperation,
        NicFault.NicChangeFailed or NicFault.NicRollbackFailed or NicFault.NicRestoreIncomplete => ErrorCategory.DeviceError,
        _ => ErrorCategory.InvalidOperation,
    };

    private static ErrorRecord Create(StationException failure, string id, ErrorCategory category, object? target) =>
        Create(failure, id, category, target, failure.Advice ?? string.Empty);

    private static ErrorRecord Create(Exception failure, string id, ErrorCategory category, object? target, string advice) =>
        new(failure, id, category, target) { ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = advice } };
}
