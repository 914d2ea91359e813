using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Judges the folder that a station serves.</summary>
public static class RootReader
{
    /// <summary>
    /// Reads every .loads and .sbn of the folder, not of folders below it: that is where phones look. Links are left out, as the TFTP
    /// server leaves them out. A folder without any is a report without loads, with a problem that says so.
    /// </summary>
    /// <exception cref="StationException">There is no such folder, or it cannot be listed.</exception>
    public static LoadReport Read(string directory, LoadJudgeOptions? options = null, CancellationToken cancellation = default)
    {
        string root = Path.GetFullPath(directory);
        if (!Directory.Exists(root))
        {
            throw new StationException(
                File.Exists(root) ? $"{root} is a file, not a folder." : $"There is no folder {root}.",
                "Give the folder that the zips were expanded into.");
        }

        options = (options ?? new LoadJudgeOptions()) with { Source = root };
        options = cancellation.CanBeCanceled ? options with { Cancellation = cancellation } : options;
        try
        {
            FileInfo[] all = new DirectoryInfo(root).GetFiles();
            FileInfo[] files = all.Where(f => !IsLink(f)).ToArray();
            LoadReport report = LoadJudge.Judge(files.Select(ToLoadFile), options);
            return new LoadReport
            {
                Source = root,
                Loads = report.Loads,
                Problems = report.Problems.Concat(FindLinks(all)).Concat(FindOddities(root, report)).ToArray(),
                HasDefaultConfig = files.Any(f => string.Equals(f.Name, XmlDefaultConfig.FileName, StringComparison.OrdinalIgnoreCase)),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StationException($"{root} cannot be read: {e.Message}", "Check that you may read the folder.", e);
        }
    }

    private static bool IsLink(FileInfo file) => (file.Attributes & FileAttributes.ReparsePoint) != 0;

    private static IEnumerable<LoadProblem> FindLinks(FileInfo[] all)
    {
        string[] links = all.Where(IsLink).Select(f => f.Name).OrderBy(n => n, StringComparer.Ordinal).ToArray();
        if (links.Length > 0)
        {
            yield return new LoadProblem(ProblemSeverity.Warning, LoadProblemCode.StrayFile, links[0],
                $"{links[0]}{(links.Length > 1 ? $" and {links.Length - 1} more are links" : " is a link")}, which the station does not serve: a link can lead out of the root.",
                "Copy the files themselves into the root.");
        }
    }

    private static LoadFile ToLoadFile(FileInfo file) => new(file.Name, file.Length,
        () => new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024));

    private static IEnumerable<LoadProblem> FindOddities(string root, LoadReport report)
    {
        if (File.Exists(Path.Combine(root, StagingFolder.Name, StagingFolder.CommitName)))
        {
            yield return new LoadProblem(ProblemSeverity.Error, LoadProblemCode.InterruptedExpansion, StagingFolder.Name,
                "An expansion into this folder is under way, or was interrupted in the middle.",
                "Expand the zip again; that tidies up first.");
        }

        string[] below = Directory.GetDirectories(root).Where(d => Path.GetFileName(d) != StagingFolder.Name && HasManifest(d)).ToArray();
        if (below.Length > 0)
        {
            yield return new LoadProblem(ProblemSeverity.Warning, LoadProblemCode.StrayFile, Path.GetFileName(below[0]),
                $"Firmware lies in the folder {Path.GetFileName(below[0])} below; phones look in the root only.",
                "Expand the zip into the root itself.");
        }

        if (report.Loads.Count == 0 && report.Problems.All(p => p.Severity != ProblemSeverity.Error))
        {
            yield return new LoadProblem(ProblemSeverity.Error, LoadProblemCode.MissingTermFile, null,
                $"{root} has no firmware: no .loads file is in it.",
                Directory.EnumerateFiles(root, "*.zip").Any()
                    ? "The zips that lie here must be expanded, into a folder of their own: expand, or Expand-PhoneLoad."
                    : "Expand the zips from cisco.com into it first.");
        }
    }

    private static bool HasManifest(string directory)
    {
        try
        {
            return Directory.EnumerateFiles(directory, "*.loads").Any();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that we may not look into is no part of the root.
            return false;
        }
    }
}
