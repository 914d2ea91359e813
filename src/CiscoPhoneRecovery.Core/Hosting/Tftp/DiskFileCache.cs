using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Reads files into memory, within bounds.</summary>
internal sealed class DiskFileCache
{
    private const int Attempts = 3;

    /// <summary>Windows can say no to whoever is writing the file at this moment; on Linux it would lock out programs that only read.</summary>
    private static readonly FileShare Sharing =
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? FileShare.Read | FileShare.Delete : FileShare.ReadWrite | FileShare.Delete;

    private readonly DiskRootLimits _limits;
    private long _bytes;

    public DiskFileCache(DiskRootLimits limits) => _limits = limits;

    public TimeSpan KeepIdle => _limits.KeepIdle;

    /// <summary>Null when the file cannot be read, or is being written at this moment.</summary>
    public DiskFile? Load(string name, string path, FileStamp stamp)
    {
        try
        {
            if (stamp.Length > _limits.MaxCachedFile || Volatile.Read(ref _bytes) + stamp.Length > _limits.MaxCachedTotal)
            {
                return new DiskFileOnDisk(name, path, stamp);
            }

            for (int i = 0; i < Attempts; i++)
            {
                byte[] bytes = ReadAll(path, stamp.Length);
                FileStamp? after = FileStamp.Of(path);
                if (after is not null && after.Value.Equals(stamp) && bytes.LongLength == stamp.Length)
                {
                    Interlocked.Add(ref _bytes, bytes.LongLength);
                    return new DiskFileInMemory(name, path, stamp, bytes, this);
                }

                stamp = after ?? stamp;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // to the client it is not there
        }

        return null;
    }

    /// <summary>True when the file's bytes are these.</summary>
    public bool HasBytes(string path, byte[] bytes)
    {
        try
        {
            return ReadAll(path, bytes.LongLength).SequenceEqual(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A file has left memory.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    private static byte[] ReadAll(string path, long length)
    {
        if (length == 0)
        {
            return Array.Empty<byte>(); // and never opened: a pipe or device has length 0 too, and would block
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, Sharing);
        byte[] bytes = new byte[length];
        int count = 0;
        while (count < bytes.Length)
        {
            int read = stream.Read(bytes, count, bytes.Length - count);
            if (read == 0)
            {
                Array.Resize(ref bytes, count); // cut short meanwhile
            }

            count += read;
        }

        return bytes;
    }
}
