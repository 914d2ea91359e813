using System;
using System.IO;
using System.Runtime.InteropServices;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>
/// Says whether a snapshot may be believed: root applies what it holds, so nobody else may have written it. The open file is asked, not
/// its name, which could mean another file a moment later. On Windows the rights of the folder must do (<see cref="PrivateFolder"/>).
/// </summary>
internal static class SnapshotTrust
{
    private const uint OwnerReadsAndWrites = 0x180;
    private const int OthersWrite = 0x12;
    private const int EmptyPath = 0x1000;
    private const uint ModeAndUser = 0x0A;
    private const int UserOffset = 20;
    private const int ModeOffset = 28;

    /// <summary>Takes a file that is being made out of the reach of a loose umask, which would make it unbelievable later.</summary>
    public static void KeepPrivate(FileStream file)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            _ = ChangeMode((int)file.SafeFileHandle.DangerousGetHandle(), OwnerReadsAndWrites);
        }
    }

    /// <summary>Why the file must not be believed, as the end of a sentence about it; null when it may be.</summary>
    public static string? Objection(FileStream file)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            return null;
        }

        // The layout of struct statx is the same on all processors; that of struct stat is not.
        byte[] facts = new byte[256];
        if (StatX((int)file.SafeFileHandle.DangerousGetHandle(), string.Empty, EmptyPath, ModeAndUser, facts) != 0)
        {
            return $"have an owner that the system does not tell (error {Marshal.GetLastWin32Error()})";
        }

        uint user = BitConverter.ToUInt32(facts, UserOffset);
        if (user != 0 && user != EffectiveUser())
        {
            return $"belong to another user ({user})";
        }

        return (BitConverter.ToUInt16(facts, ModeOffset) & OthersWrite) != 0 ? "can be written by other users" : null;
    }

    [DllImport("libc", EntryPoint = "fchmod")]
    private static extern int ChangeMode(int file, uint mode);

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint EffectiveUser();

    [DllImport("libc", EntryPoint = "statx", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int StatX(int folder, string path, int flags, uint mask, byte[] facts);
}
