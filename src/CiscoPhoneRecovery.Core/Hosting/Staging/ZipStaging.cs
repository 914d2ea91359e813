using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>One judged zip on its way into the root.</summary>
internal sealed class ZipStaging
{
    private const int BufferLength = 64 * 1024;

    private readonly IStagingDisk _disk;
    private readonly string _root;
    private readonly LoadZip _zip;
    private readonly StagingOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly byte[] _buffer = new byte[BufferLength];
    private readonly byte[] _other = new byte[BufferLength];
    private readonly long _total;
    private long _done;

    public ZipStaging(IStagingDisk disk, string root, LoadZip zip, StagingOptions options, CancellationToken cancellation)
    {
        _disk = disk;
        _root = root;
        _zip = zip;
        _options = options;
        _cancellation = cancellation;
        _total = zip.Files.Sum(f => f.Member.Length);
    }

    public Action<long, long>? OnProgress { get; init; }

    public StagingResult Run(string zipPath)
    {
        if (!_zip.Report.MayBeUsed(_options.Force))
        {
            return new StagingResult(zipPath, StagingOutcome.Refused, _zip.Report);
        }

        Dictionary<string, string> present = FilesOfRoot();
        StagedFile[] files = _zip.Files.Select(f => new StagedFile(f.Target, f.Member.Length, ActionFor(f, present))).ToArray();
        LoadReport report = WithConflicts(files, present);
        StagingOutcome outcome = !report.MayBeUsed(_options.Force) ? StagingOutcome.Refused
            : files.All(f => f.Action == StagedFileAction.Keep) ? StagingOutcome.Unchanged
            : _options.WhatIf ? StagingOutcome.WouldStage
            : StagingOutcome.Staged;
        if (outcome == StagingOutcome.Staged)
        {
            MoveIn(files, present);
        }

        OnProgress?.Invoke(_total, _total);
        return new StagingResult(zipPath, outcome, report) { Files = files };
    }

    /// <summary>By name without regard to case, as the TFTP server and Windows see them; the value is the spelling.</summary>
    private Dictionary<string, string> FilesOfRoot()
    {
        var present = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (_disk.DirectoryExists(_root))
        {
            foreach (string name in _disk.Files(_root).Select(f => Path.GetFileName(f)!).OrderBy(n => n, StringComparer.Ordinal))
            {
                present[name] = name;
            }
        }

        return present;
    }

    private StagedFileAction ActionFor(PlannedFile file, Dictionary<string, string> present)
    {
        if (!present.TryGetValue(file.Target, out string? spelling))
        {
            return StagedFileAction.Add;
        }

        return IsSame(file, Path.Combine(_root, spelling)) ? StagedFileAction.Keep : StagedFileAction.Replace;
    }

    private bool IsSame(PlannedFile file, string path)
    {
        if (_disk.LengthOf(path) != file.Member.Length)
        {
            return false;
        }

        using Stream packed = _zip.Open(file);
        using Stream there = _disk.OpenRead(path);
        while (true)
        {
            int count = Fill(packed, _buffer);
            if (Fill(there, _other) != count)
            {
                return false;
            }

            for (int i = 0; i < count; i++)
            {
                if (_buffer[i] != _other[i])
                {
                    return false;
                }
            }

            if (count == 0)
            {
                return true;
            }

            Advance(count);
        }
    }

    private LoadReport WithConflicts(StagedFile[] files, Dictionary<string, string> present)
    {
        IEnumerable<LoadProblem> mixed = _zip.Report.Loads.SelectMany(load => OtherLoads(load, present).Select(other => new LoadProblem(
            _options.Force ? ProblemSeverity.Warning : ProblemSeverity.Error, LoadProblemCode.MixedReleases, other.FileName,
            $"{_root} has {other} already; {load.Name} wants to own the same manifests.", "Expand it into an empty folder.")));
        return new LoadReport
        {
            Source = _zip.Report.Source,
            ZipIdentity = _zip.Report.ZipIdentity,
            Loads = _zip.Report.Loads,
            Problems = _zip.Report.Problems.Concat(Overwritten(files)).Concat(mixed).ToArray(),
        };
    }

    /// <summary>One finding for all the files, as a zip of another build differs in every one of them.</summary>
    private IEnumerable<LoadProblem> Overwritten(StagedFile[] files)
    {
        string[] names = files.Where(f => f.Action == StagedFileAction.Replace).Select(f => f.Name).ToArray();
        if (names.Length == 0)
        {
            yield break;
        }

        string listed = names.Length == 1 ? names[0] : $"{names[0]} and {names.Length - 1} more";
        yield return _options.Force
            ? new LoadProblem(ProblemSeverity.Information, LoadProblemCode.WouldOverwrite, names[0],
                $"{listed}: the zip's take the place of different files in {_root}.", string.Empty)
            : new LoadProblem(ProblemSeverity.Error, LoadProblemCode.WouldOverwrite, names[0],
                $"{_root} has {listed} already, with different contents.", "Expand into an empty folder, or let -Force (--force on the console) replace the files.");
    }

    private static IEnumerable<LoadName> OtherLoads(PhoneLoad load, Dictionary<string, string> present) =>
        present.Values.Select(LoadName.Parse).OfType<LoadName>().Where(n =>
            n.Family == load.Family && load.LoadName is not null
            && !string.Equals(n.Text, load.LoadName.Text, StringComparison.OrdinalIgnoreCase)
            && present.Comparer.Equals(n.FileName, present[n.FileName]));

    private void MoveIn(StagedFile[] files, Dictionary<string, string> present)
    {
        bool made = !_disk.DirectoryExists(_root);
        try
        {
            _disk.CreateDirectory(_root);
            using StagingFolder folder = StagingFolder.Open(_disk, _root);
            var moves = new List<StagingMove>();
            CheckSpace(files);
            foreach (PlannedFile file in _zip.Files)
            {
                StagedFileAction action = files.First(f => f.Name == file.Target).Action;
                if (action != StagedFileAction.Keep)
                {
                    folder.Write(file.Target, stream => Copy(file, stream));
                    moves.Add(new StagingMove(file.Target, action == StagedFileAction.Replace ? present[file.Target] : null));
                }
            }

            _cancellation.ThrowIfCancellationRequested();
            folder.MoveIn(moves);
        }
        catch when (made)
        {
            RemoveEmptyRoot();
            throw;
        }
    }

    private void CheckSpace(StagedFile[] files)
    {
        long needed = files.Where(f => f.Action != StagedFileAction.Keep).Sum(f => f.Length);
        if (_disk.FreeBytes(_root) < needed)
        {
            throw StagingErrors.Full(_root);
        }
    }

    private void RemoveEmptyRoot()
    {
        try
        {
            _disk.DeleteDirectory(_root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not empty after all, or held by somebody: an empty folder too many harms nobody.
        }
    }

    private void Copy(PlannedFile file, Stream destination)
    {
        using Stream source = _zip.Open(file);
        int read;
        while ((read = source.Read(_buffer, 0, _buffer.Length)) > 0)
        {
            destination.Write(_buffer, 0, read);
            Advance(read);
        }
    }

    private void Advance(int bytes)
    {
        _cancellation.ThrowIfCancellationRequested();
        _done += bytes;
        OnProgress?.Invoke(Math.Min(_done, _total), _total);
    }

    private static int Fill(Stream stream, byte[] buffer) => StreamReading.ReadUpTo(stream, buffer, 0, buffer.Length);
}
