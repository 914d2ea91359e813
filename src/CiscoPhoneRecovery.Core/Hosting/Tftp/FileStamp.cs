using System;
using System.IO;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>What tells one version of a file from the next without reading it.</summary>
internal readonly struct FileStamp : IEquatable<FileStamp>
{
    private FileStamp(long length, DateTime written)
    {
        Length = length;
        Written = written;
    }

    public long Length { get; }

    public DateTime Written { get; }

    /// <summary>Null when there is no such file, or a link has taken its place.</summary>
    public static FileStamp? Of(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && (file.Attributes & FileAttributes.ReparsePoint) == 0
                ? new FileStamp(file.Length, file.LastWriteTimeUtc)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public bool Equals(FileStamp other) => Length == other.Length && Written == other.Written;

    public override bool Equals(object? obj) => obj is FileStamp other && Equals(other);

    public override int GetHashCode() => Length.GetHashCode() ^ Written.GetHashCode();
}
