using System.Collections.Generic;
using System.IO;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>What staging asks of a disk, so that every single step can be made to fail in a test.</summary>
internal interface IStagingDisk
{
    bool FileExists(string path);

    bool DirectoryExists(string path);

    /// <summary>Full paths of the files in a folder, not below it.</summary>
    IReadOnlyList<string> Files(string directory);

    /// <summary>Bytes; -1 for a link, which the TFTP server does not follow, so that it is never taken for the file it leads to.</summary>
    long LengthOf(string path);

    /// <summary>Bytes free for this user on the folder's volume; <see cref="long.MaxValue"/> where the system does not tell.</summary>
    long FreeBytes(string directory);

    Stream OpenRead(string path);

    /// <summary>Creates a file that must not exist.</summary>
    Stream Create(string path);

    /// <summary>Creates or opens a file that no other process can open until the stream is closed, which deletes it.</summary>
    Stream Lock(string path);

    /// <summary>Returns when the bytes written are on the device.</summary>
    void FlushToDevice(Stream stream);

    /// <summary>Renames a file within the volume; the new name must not exist.</summary>
    void Move(string from, string to);

    /// <summary>No error when it is not there.</summary>
    void DeleteFile(string path);

    void CreateDirectory(string path);

    /// <summary>Deletes an empty folder.</summary>
    void DeleteDirectory(string path);
}
