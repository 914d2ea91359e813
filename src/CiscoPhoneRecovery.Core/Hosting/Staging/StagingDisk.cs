using System;
using System.Collections.Generic;
using System.IO;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>The machine's disk.</summary>
internal sealed class StagingDisk : IStagingDisk
{
    private const int BufferLength = 64 * 1024;

    public bool FileExists(string path) => File.Exists(path);

    public bool DirectoryExists(string path) => Directory.Exists(path);

    public IReadOnlyList<string> Files(string directory) => Directory.GetFiles(directory);

    public long LengthOf(string path)
    {
        var file = new FileInfo(path);
        return (file.Attributes & FileAttributes.ReparsePoint) != 0 ? -1 : file.Length;
    }

    public long FreeBytes(string directory)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(directory)).AvailableFreeSpace;
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            // A network share has no drive to ask; a disk that fills up is noticed when it does.
            return long.MaxValue;
        }
    }

    public Stream OpenRead(string path) =>
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferLength);

    public Stream Create(string path) => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferLength);

    public Stream Lock(string path) =>
        new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);

    public void FlushToDevice(Stream stream) => ((FileStream)stream).Flush(flushToDisk: true);

    public void Move(string from, string to) => File.Move(from, to);

    public void DeleteFile(string path) => File.Delete(path);

    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    public void DeleteDirectory(string path) => Directory.Delete(path, recursive: false);
}
