using System;
using System.IO;
using System.Runtime.InteropServices;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>
/// Makes a folder that only its maker, or on Windows only administrators, may write to. It is born so: rights that are narrowed
/// afterwards leave a moment in which somebody else is quicker.
/// </summary>
internal static class PrivateFolder
{
    /// <summary>Owner and full rights to Administrators and SYSTEM, reading to users, nothing inherited.</summary>
    private const string AdministratorsWrite = "O:BAD:P(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)(A;OICI;0x1200a9;;;BU)";

    private const uint OwnerOnly = 0x1C0;

    /// <summary>Does nothing to a folder that is there. Where the system refuses the narrow rights, the folder has the usual ones.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be made.</exception>
    public static void Make(string folder)
    {
        if (!Directory.Exists(folder))
        {
            if (Path.GetDirectoryName(Path.GetFullPath(folder)) is string parent)
            {
                Directory.CreateDirectory(parent);
            }

            if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            {
                _ = MakeDirectory(folder, OwnerOnly);
            }
            else if (IsUserAnAdmin())
            {
                MakeForAdministrators(folder);
            }
        }

        // What stood in the way above, if anything did, is said here.
        Directory.CreateDirectory(folder);
    }

    private static void MakeForAdministrators(string folder)
    {
        if (!ConvertStringSecurityDescriptorToSecurityDescriptor(AdministratorsWrite, 1, out IntPtr descriptor, IntPtr.Zero))
        {
            return;
        }

        try
        {
            var attributes = new SecurityAttributes { Length = Marshal.SizeOf<SecurityAttributes>(), Descriptor = descriptor };
            _ = CreateDirectory(folder, ref attributes);
        }
        finally
        {
            LocalFree(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "mkdir", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int MakeDirectory(string path, uint mode);

    [DllImport("shell32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool IsUserAnAdmin();

    [DllImport("advapi32.dll", EntryPoint = "ConvertStringSecurityDescriptorToSecurityDescriptorW", CharSet = CharSet.Unicode)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool ConvertStringSecurityDescriptorToSecurityDescriptor(string text, uint revision, out IntPtr descriptor, IntPtr size);

    [DllImport("kernel32.dll", EntryPoint = "CreateDirectoryW", CharSet = CharSet.Unicode)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CreateDirectory(string path, ref SecurityAttributes attributes);

    [DllImport("kernel32.dll")]
    private static extern IntPtr LocalFree(IntPtr memory);

    /// <summary>SECURITY_ATTRIBUTES of the Windows headers.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SecurityAttributes
    {
        public int Length;
        public IntPtr Descriptor;
        public int InheritHandle;
    }
}
