using System;
using System.IO;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>The file of an event journal: lines are appended whole or not at all, and a full file makes room for a new one.</summary>
internal sealed class JournalFile : IDisposable
{
    private readonly string _path;
    private readonly Func<string, FileMode, Stream> _open;
    private Stream? _file;

    /// <summary>Opens or makes the file and cuts off half a last line, which a killed station may have left.</summary>
    /// <param name="path">A full path; its folder is there.</param>
    /// <param name="open">Opens a file to write and to read.</param>
    /// <exception cref="IOException">It cannot be had.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be had.</exception>
    public JournalFile(string path, Func<string, FileMode, Stream>? open = null)
    {
        _path = path;
        _open = open ?? OnDisk;
        Stream file = Opened();
        long whole = EndOfLastLine(file);
        file.SetLength(whole);
        file.Position = whole;
    }

    /// <summary>Octets.</summary>
    public long Length => Opened().Position;

    /// <summary>Hands lines to the operating system: the end of this process does not lose them.</summary>
    /// <exception cref="IOException">The disk is full or gone; what had been written before is as it was.</exception>
    public void Append(byte[] lines, int length) => WholeLines.Append(Opened(), lines, length);

    /// <summary>Begins a new file with these lines; the old one stays beside it, the one before that goes.</summary>
    /// <exception cref="IOException">It did not work; lines go on into whichever file has the name.</exception>
    public void BeginAnew(byte[] lines, int length)
    {
        string fresh = _path + ".new";
        using (Stream file = _open(fresh, FileMode.Create))
        {
            file.Write(lines, 0, length);
            file.Flush();
        }

        Dispose();
        File.Delete(EventJournalPath.Former(_path));
        File.Move(_path, EventJournalPath.Former(_path));
        File.Move(fresh, _path);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private static FileStream OnDisk(string path, FileMode mode) =>
        new(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1);

    private static long EndOfLastLine(Stream file)
    {
        long from = Math.Max(0, file.Length - JournalLine.Longest);
        var tail = new byte[file.Length - from];
        file.Position = from;
        int held = 0;
        for (int read; held < tail.Length && (read = file.Read(tail, held, tail.Length - held)) > 0; held += read)
        {
        }

        return from + Array.LastIndexOf(tail, (byte)'\n', held - 1, held) + 1;
    }

    private Stream Opened()
    {
        if (_file is null)
        {
            _file = _open(_path, FileMode.OpenOrCreate);
            _file.Seek(0, SeekOrigin.End);
        }

        return _file;
    }
}
