using System;
using System.IO;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>A disk's exceptions in words that say what to do.</summary>
internal static class StagingErrors
{
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int UnixNoSpace = 28;
    private const int UnixQuota = 122;

    public static bool IsDiskFull(Exception e) => e is IOException
        && (e.HResult is WindowsDiskFull or WindowsHandleDiskFull or UnixNoSpace or UnixQuota);

    public static StationException Full(string destination, Exception? inner = null) =>
        new($"The disk of {destination} is full.", "Free some 10 MB for each zip and run it again; the root is as it was.", inner);

    /// <summary>For a step that failed after the gate, when the root has been put back as it was.</summary>
    public static StationException For(string destination, Exception e) => e switch
    {
        StationException station => station,
        _ when IsDiskFull(e) => Full(destination, e),
        UnauthorizedAccessException => new StationException($"{destination} cannot be written: {e.Message}",
            "Choose a folder that you may write, or run with administrator rights.", e),
        InvalidDataException => new StationException($"The zip changed or cannot be read: {e.Message}.", "Download it again.", e),
        _ => new StationException($"Expanding into {destination} failed: {e.Message}",
            "The root is as it was; mend the cause and run it again.", e),
    };
}
