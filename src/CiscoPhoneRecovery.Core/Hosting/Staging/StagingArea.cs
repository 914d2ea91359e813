using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Puts zips into a root: each judged first, unpacked beside the root's files on the same volume, and moved in whole. Whatever happens,
/// the root holds either
/// all of a zip's files or is as it was. A second run of the same zips changes nothing.
/// </summary>
public sealed class StagingArea
{
    private readonly IStagingDisk _disk;

    public StagingArea()
        : this(new StagingDisk())
    {
    }

    internal StagingArea(IStagingDisk disk) => _disk = disk;

    /// <summary>
    /// Stages the zips in the order given; one that is refused or fails does not stop the others. Creates <paramref
    /// name="destination"/> when it is not there.
    /// </summary>
    /// <exception cref="StationException">The destination is a file, cannot be created, or another expansion works in it.</exception>
    /// <exception cref="OperationCanceledException">Zips finished before that stay staged; the one at work leaves no trace.</exception>
    public IReadOnlyList<StagingResult> Stage(
        IReadOnlyList<string> zipPaths,
        string destination,
        StagingOptions? options = null,
        IProgress<StagingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        options ??= new StagingOptions();
        string root = Path.GetFullPath(destination);
        if (_disk.FileExists(root))
        {
            throw new StationException($"{root} is a file, not a folder.", "Give the folder that the station is to serve.");
        }

        if (!options.WhatIf)
        {
            TidyUp(root);
        }

        var results = new List<StagingResult>();
        for (int i = 0; i < zipPaths.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            int number = i + 1;
            void Report(string name, StagingPhase phase, long done, long total) =>
                progress?.Report(new StagingProgress(name, number, zipPaths.Count, phase, done, total));
            results.Add(StageOne(zipPaths[i], root, options, Report, cancellation));
        }

        return results;
    }

    private StagingResult StageOne(
        string zipPath,
        string root,
        StagingOptions options,
        Action<string, StagingPhase, long, long> report,
        CancellationToken cancellation)
    {
        string name = Path.GetFileName(zipPath);
        Stream? zip = null;
        try
        {
            zip = OpenZip(zipPath);
            var judge = new LoadJudgeOptions
            {
                Source = zipPath,
                Rehearsal = options.Rehearsal,
                Cancellation = cancellation,
                OnProgress = (done, total) => report(name, StagingPhase.Checking, done, total),
            };
            var staging = new ZipStaging(_disk, root, LoadZip.Read(zip, name, judge, options.Limits), options, cancellation)
            {
                OnProgress = (done, total) => report(name, StagingPhase.Unpacking, done, total),
            };
            return staging.Run(zipPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or StationException)
        {
            return new StagingResult(zipPath, StagingOutcome.Failed, new LoadReport { Source = zipPath })
            {
                Error = StagingErrors.For(root, e),
            };
        }
        finally
        {
            zip?.Dispose();
        }
    }

    private Stream OpenZip(string path)
    {
        try
        {
            return _disk.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            (string why, string advice) = _disk.DirectoryExists(path) ? ("it is a folder", "Give the zips that lie in it.")
                : _disk.FileExists(path) ? (e.Message.TrimEnd('.'), "See that you may read it and that no other program holds it.")
                : ("there is no such file", "Check the spelling and the folder.");
            throw new StationException($"{path} cannot be opened: {why}.", advice, e);
        }
    }

    private void TidyUp(string root)
    {
        try
        {
            if (StagingFolder.HasTraces(_disk, root))
            {
                StagingFolder.Open(_disk, root).Dispose();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StagingErrors.For(root, e);
        }
    }
}
