using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;

namespace CiscoPhoneRecovery.Loads;

/// <summary>
/// One zip at the gate: recognised, its members planned, every file in it read to its end and judged. Nothing is written. The stream
/// must be seekable and stays the caller's; the files can be opened, one at a time, as long as it is open.
/// </summary>
public sealed class LoadZip
{
    private readonly ZipDirectory? _directory;

    private LoadZip(LoadReport report, ZipDirectory? directory, IReadOnlyList<PlannedFile> files)
    {
        Report = report;
        _directory = directory;
        Files = files;
    }

    public LoadReport Report { get; }

    /// <summary>What would be staged, in the order in which it must be; empty when the zip is unsafe or none.</summary>
    public IReadOnlyList<PlannedFile> Files { get; }

    /// <summary>
    /// Reads and judges. <paramref name="name"/> is the zip's file name, which the known zips are compared by. Whatever the bytes are,
    /// and whatever reading them throws, comes back as a finding; only a cancellation is passed on.
    /// </summary>
    public static LoadZip Read(Stream zip, string name, LoadJudgeOptions options, StagingLimits? limits = null)
    {
        try
        {
            return ReadUnguarded(zip, name, options, limits ?? new StagingLimits());
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return Failed(options, new LoadProblem(ProblemSeverity.Error, LoadProblemCode.Unreadable, name,
                $"{name} cannot be read: {e.Message.TrimEnd('.')}.", "Check the disk or the share it lies on."));
        }
    }

    /// <summary>The expanded bytes of a file; throws <see cref="InvalidDataException"/> where they do not match the zip.</summary>
    public Stream Open(PlannedFile file) =>
        _directory?.Open(file.Member) ?? throw new InvalidOperationException("This zip has no files.");

    private static LoadZip ReadUnguarded(Stream zip, string name, LoadJudgeOptions options, StagingLimits limits)
    {
        byte[] head = new byte[FileRecognition.HeadLength];
        zip.Position = 0;
        int got = StreamReading.ReadUpTo(zip, head, 0, head.Length);
        if (FileRecognition.Explain(new ArraySegment<byte>(head, 0, got), name) is { } notAZip)
        {
            return Failed(options, notAZip);
        }

        if (ZipDirectory.Read(zip, out string? error) is not { } directory)
        {
            return Failed(options, new LoadProblem(ProblemSeverity.Error, LoadProblemCode.NotALoadZip, name, $"{name} is damaged: {error}.",
                "Download it from cisco.com again."));
        }

        StagingPlan plan = StagingPlan.For(directory.Members, limits);
        var problems = new List<LoadProblem>(plan.Problems);
        if (plan.Files.Count == 0)
        {
            problems.AddRange(problems.Count > 0 ? Array.Empty<LoadProblem>() : new[] { NothingForPhones(name, directory) });
            return Failed(options, problems.ToArray());
        }

        ZipIdentity identity = Identify(zip, name, options, problems);
        LoadReport report = LoadJudge.Judge(
            plan.Files.Select(f => new LoadFile(f.Target, f.Member.Length, () => directory.Open(f.Member))),
            options with { ZipIdentity = identity });
        bool synthetic = report.Loads.Any(l => l.IsSynthetic);
        report = new LoadReport
        {
            Source = options.Source,
            ZipIdentity = identity,
            Loads = report.Loads,
            Problems = problems.Select(p => synthetic ? Quietly(p) : p).Concat(report.Problems).ToArray(),
        };
        return new LoadZip(report, directory, plan.Files);
    }

    private static ZipIdentity Identify(Stream zip, string name, LoadJudgeOptions options, List<LoadProblem> problems)
    {
        KnownZip? byName = KnownZips.ByName(name, options.Known);
        KnownZip[] sameLength = options.Known.Where(z => z.Length == zip.Length).ToArray();
        string? sha1 = sameLength.Length > 0 ? Sha1Of(zip) : null;
        KnownZip? byContent = Array.Find(sameLength, z => z.Sha1 == sha1);
        if (byContent is not null)
        {
            problems.Add(new LoadProblem(ProblemSeverity.Information, LoadProblemCode.ZipIdentity, name,
                $"{name} is Cisco's {byContent.Name}: size and SHA-1 agree.", string.Empty));
            return ZipIdentity.Confirmed;
        }

        if (byName is null)
        {
            problems.Add(new LoadProblem(ProblemSeverity.Information, LoadProblemCode.ZipIdentity, name,
                $"{name} is none of the six zips whose size and SHA-1 are known.", string.Empty));
            return ZipIdentity.Unknown;
        }

        string difference = zip.Length != byName.Length ? $"{zip.Length} bytes instead of {byName.Length}" : "another SHA-1";
        problems.Add(new LoadProblem(ProblemSeverity.Warning, LoadProblemCode.ZipIdentity, name,
            $"{name} differs from Cisco's file: {difference}.", "Download it from cisco.com again, unless you know why it differs."));
        return ZipIdentity.Differs;
    }

    /// <summary>That a bundle made for a rehearsal is none of Cisco's is said with the load, and once is enough.</summary>
    private static LoadProblem Quietly(LoadProblem problem) =>
        problem.Code == LoadProblemCode.ZipIdentity ? problem with { Severity = ProblemSeverity.Information } : problem;

    private static string Sha1Of(Stream zip)
    {
        zip.Position = 0;
        using SHA1 sha1 = SHA1.Create();
        return string.Concat(sha1.ComputeHash(zip).Select(b => b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static LoadProblem NothingForPhones(string name, ZipDirectory directory)
    {
        string? package = directory.Members.Select(m => m.FileName).FirstOrDefault(FileRecognition.IsPackage);
        string what = directory.Members.Count == 0 ? $"{name} is an empty zip."
            : package is null ? $"{name} has no .loads or .sbn file in it, so it is no phone firmware."
            : package.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? $"{name} is a zip in a zip: {package} lies in it."
            : $"{name} has only {package} in it, a package for Cisco's call manager, which phones cannot use.";
        string advice = package is not null && package.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)
            ? $"Unzip it once, and give {package}."
            : "Download cmterm-...-sccp.8-5-2.zip for the model from cisco.com.";
        return new LoadProblem(ProblemSeverity.Error, LoadProblemCode.NotALoadZip, name, what, advice);
    }

    private static LoadZip Failed(LoadJudgeOptions options, params LoadProblem[] problems) =>
        new(new LoadReport { Source = options.Source, Problems = problems }, null, Array.Empty<PlannedFile>());
}
