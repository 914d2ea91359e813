using System;
using System.IO;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>What tells one version of a file from the next without reading it.</summary>
internal readonly struct FileStamp : IEquatable<FileStamp>
{
    /// <summary>A file written this lately may be written on within the resolution of its time stamp (2 s on FAT).</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(2);

    private FileStamp(long length, DateTime written, DateTime created)
    {
        Length = length;
        Written = written;
        Created = created;
    }

    public long Length { get; }

    public DateTime Written { get; }

    /// <summary>Another file under the name has another, also when a copy took over the length and the time of writing.</summary>
    public DateTime Created { get; }

    /// <summary>True while a change might not show in the stamp.</summary>
    public bool IsFresh
    {
        get
        {
            TimeSpan age = DateTime.UtcNow - Written;
            return age >= TimeSpan.Zero && age < Resolution;
        }
    }

    /// <summary>Null when there is no such file, or a link has taken its place.</summary>
    public static FileStamp? Of(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && (file.Attributes & FileAttributes.ReparsePoint) == 0
                ? new FileStamp(file.Length, file.LastWriteTimeUtc, file.CreationTimeUtc)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public bool Equals(FileStamp other) => Length == other.Length && Written == other.Written && Created == other.Created;

    public override bool Equals(object? obj) => obj is FileStamp other && Equals(other);

    public override int GetHashCode() => Length.GetHashCode() ^ Written.GetHashCode();
}
