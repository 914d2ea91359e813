using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>A file's way into the root.</summary>
/// <param name="Name">Its name in the root.</param>
/// <param name="Replaced">The file that makes way for it, as spelled in the root; null when there is none.</param>
internal sealed record StagingMove(string Name, string? Replaced);

/// <summary>
/// The folder .phone-staging inside the root, hence on its volume, through which every file comes in:
/// <code>
/// new/     unpacked and flushed, complete before anything in the root is touched
/// commit   the moves, written before the first and deleted after the last: while it is there, the root is in the middle of a change
/// old/     the files that make way, until commit is gone
/// lock     held as long as somebody works here
/// </code>
/// When a step fails, or the process is killed and somebody opens the folder again, the moves are taken back: the root is as it was.
/// </summary>
internal sealed class StagingFolder : IDisposable
{
    public const string Name = ".phone-staging";
    public const string CommitName = "commit";

    private readonly IStagingDisk _disk;
    private readonly string _root;
    private readonly Stream _lock;

    private StagingFolder(IStagingDisk disk, string root, Stream held)
    {
        _disk = disk;
        _root = root;
        _lock = held;
    }

    private string Folder => Path.Combine(_root, Name);

    private string New => Path.Combine(Folder, "new");

    private string Old => Path.Combine(Folder, "old");

    private string Commit => Path.Combine(Folder, CommitName);

    /// <summary>Opens the folder for this process alone and tidies up what an interrupted run left.</summary>
    public static StagingFolder Open(IStagingDisk disk, string root)
    {
        string folder = Path.Combine(root, Name);
        disk.CreateDirectory(folder);
        Stream held;
        try
        {
            held = disk.Lock(Path.Combine(folder, "lock"));
        }
        catch (IOException e) when (!StagingErrors.IsDiskFull(e))
        {
            throw new StationException($"Another expansion into {root} is under way.", "Wait until it has ended, then try again.", e);
        }

        var opened = new StagingFolder(disk, root, held);
        try
        {
            opened.TakeBack();
            opened.Empty();
            disk.CreateDirectory(opened.New);
            disk.CreateDirectory(opened.Old);
            return opened;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Whether an interrupted run, or one that is under way, has left its traces in a root.</summary>
    public static bool HasTraces(IStagingDisk disk, string root) => disk.DirectoryExists(Path.Combine(root, Name));

    /// <summary>Writes a file into new/ by way of <paramref name="copy"/> and flushes it to the device.</summary>
    public void Write(string name, Action<Stream> copy)
    {
        using Stream stream = _disk.Create(Path.Combine(New, name));
        copy(stream);
        _disk.FlushToDevice(stream);
    }

    /// <summary>Moves the files into the root, all or none.</summary>
    public void MoveIn(IReadOnlyList<StagingMove> moves)
    {
        WriteCommit(moves);
        try
        {
            foreach (StagingMove move in moves)
            {
                if (move.Replaced is not null)
                {
                    _disk.Move(Path.Combine(_root, move.Replaced), Path.Combine(Old, move.Replaced));
                }

                _disk.Move(Path.Combine(New, move.Name), Path.Combine(_root, move.Name));
            }

            _disk.DeleteFile(Commit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TakeBackAfter(e);
            throw;
        }
    }

    /// <summary>Deletes what is left here; after a failed step the files in new/.</summary>
    public void Empty()
    {
        foreach (string folder in new[] { New, Old })
        {
            if (_disk.DirectoryExists(folder))
            {
                foreach (string file in _disk.Files(folder))
                {
                    _disk.DeleteFile(file);
                }
            }
        }

        _disk.DeleteFile(Commit + ".tmp");
    }

    /// <summary>Lets go of the folder and removes it. What cannot be removed is the next run's to tidy, and harms nothing.</summary>
    public void Dispose()
    {
        try
        {
            if (!_disk.FileExists(Commit))
            {
                Empty();
                _disk.DeleteDirectory(New);
                _disk.DeleteDirectory(Old);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A scanner or an index service holds a file: the next run deletes it.
        }

        _lock.Dispose();
        try
        {
            _disk.DeleteDirectory(Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not empty, so there is something to tidy; or somebody else has opened it in the meantime, and now it is theirs.
        }
    }

    private void WriteCommit(IReadOnlyList<StagingMove> moves)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(moves.Select(m => m.Name + "\t" + (m.Replaced ?? string.Empty) + "\n")));
        using (Stream stream = _disk.Create(Commit + ".tmp"))
        {
            stream.Write(text, 0, text.Length);
            _disk.FlushToDevice(stream);
        }

        _disk.Move(Commit + ".tmp", Commit);
    }

    private void TakeBackAfter(Exception failure)
    {
        try
        {
            TakeBack();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StationException(
                $"Moving the files into {_root} failed ({failure.Message}), and so did taking it back ({e.Message}).",
                "Do not serve this folder now. Mend the cause and run it again: that takes it back first.", failure);
        }
    }

    /// <summary>
    /// Undoes the moves that commit lists, the last first; each step can be repeated, so being killed in here does no harm either.
    /// </summary>
    private void TakeBack()
    {
        if (!_disk.FileExists(Commit))
        {
            return;
        }

        foreach (StagingMove move in ReadCommit().Reverse())
        {
            string inRoot = Path.Combine(_root, move.Name);
            string inNew = Path.Combine(New, move.Name);
            bool makesWay = move.Replaced is not null && _disk.FileExists(Path.Combine(Old, move.Replaced));
            bool isIn = !_disk.FileExists(inNew) && _disk.FileExists(inRoot) && (move.Replaced is null || makesWay);
            if (isIn)
            {
                _disk.Move(inRoot, inNew);
            }

            if (makesWay)
            {
                _disk.Move(Path.Combine(Old, move.Replaced!), Path.Combine(_root, move.Replaced!));
            }
        }

        _disk.DeleteFile(Commit);
    }

    private IEnumerable<StagingMove> ReadCommit()
    {
        using var reader = new StreamReader(_disk.OpenRead(Commit), Encoding.UTF8);
        foreach (string line in reader.ReadToEnd().Split(new[] { '\n' }, StringSplitOptions.RemoveEmptyEntries))
        {
            string[] names = line.Split('\t');
            if (names.Length == 2 && SafeName.WhyUnsafe(names[0]) is null && (names[1].Length == 0 || SafeName.WhyUnsafe(names[1]) is null))
            {
                yield return new StagingMove(names[0], names[1].Length == 0 ? null : names[1]);
            }
        }
    }
}
