using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CiscoPhoneRecovery.Loads;

/// <summary>What one manifest turned out to be.</summary>
internal sealed class InspectedManifest
{
    public InspectedManifest(LoadFile file)
    {
        File = file;
        SignedName = file.Name;
    }

    public LoadFile File { get; }

    /// <summary>Null when it could not be read as a manifest.</summary>
    public LoadManifest? Manifest { get; set; }

    /// <summary>The name in its signed header, which a rename does not change; the file's own where there is no header.</summary>
    public string SignedName { get; set; }

    public bool IsSynthetic { get; set; }

    public List<LoadProblem> Problems { get; } = new();

    public LoadFileState State => StateOf(Problems);

    internal static LoadFileState StateOf(List<LoadProblem> problems) =>
        problems.Any(p => p.Severity == ProblemSeverity.Error) ? LoadFileState.Damaged
        : problems.Any(p => p.Severity == ProblemSeverity.Warning) ? LoadFileState.Unusual
        : LoadFileState.Sound;
}

/// <summary>What one image turned out to be.</summary>
internal sealed class InspectedImage
{
    public InspectedImage(LoadFile file) => File = file;

    public LoadFile File { get; }

    public DateTimeOffset? Built { get; set; }

    public bool IsSynthetic { get; set; }

    public List<LoadProblem> Problems { get; } = new();

    public LoadFileState State => InspectedManifest.StateOf(Problems);
}

/// <summary>Reads one file to its end, once, in constant memory, and says what is wrong with it.</summary>
internal sealed class FileInspector
{
    private const string FetchAgain = "Download the zip from cisco.com again and expand it into an empty folder, or over this one with -Force (--force on the console).";

    private readonly LoadJudgeOptions _options;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly long _toRead;
    private long _read;

    /// <summary><paramref name="toRead"/>: bytes of all the files, for the progress.</summary>
    public FileInspector(LoadJudgeOptions options, long toRead)
    {
        _options = options;
        _toRead = toRead;
    }

    /// <summary>Damage in a zip that is Cisco's byte for byte is a form of file that we do not know.</summary>
    private ProblemSeverity DamageSeverity =>
        _options.ZipIdentity == ZipIdentity.Confirmed ? ProblemSeverity.Warning : ProblemSeverity.Error;

    public InspectedManifest InspectManifest(LoadFile file)
    {
        var result = new InspectedManifest(file);
        Guard(file, result.Problems, stream =>
        {
            if (ReadHeader(file, stream, result.Problems, LoadProblemCode.DamagedManifest) is not { } header)
            {
                return;
            }

            result.SignedName = header.FileName;
            result.IsSynthetic = header.IsSynthetic;
            byte[] text = new byte[LoadManifest.MaximumLength + 1];
            int length = StreamReading.ReadUpTo(stream, text, 0, text.Length);
            result.Manifest = LoadManifest.Parse(new ArraySegment<byte>(text, 0, length), out string? error);
            if (error is not null)
            {
                Damaged(result.Problems, LoadProblemCode.DamagedManifest, file, error, ProblemSeverity.Error);
            }
        });
        return result;
    }

    public InspectedImage InspectImage(LoadFile file)
    {
        var result = new InspectedImage(file);
        Guard(file, result.Problems, stream =>
        {
            if (ReadHeader(file, stream, result.Problems, LoadProblemCode.DamagedImage) is not { } header)
            {
                return;
            }

            result.IsSynthetic = header.IsSynthetic;
            ImageArchive? archive = ImageArchive.Read(stream, file.Length - header.Length, out string? error);
            if (error is not null)
            {
                Damaged(result.Problems, LoadProblemCode.DamagedImage, file, error, DamageSeverity);
            }
            else if (archive is not null)
            {
                result.Built = archive.Built;
                Unusual(file, archive, result.Problems);
            }
        });
        return result;
    }

    private static void Unusual(LoadFile file, ImageArchive archive, List<LoadProblem> problems)
    {
        string? what = !archive.IsKnownVersion ? "is an archive of a version whose lengths cannot be checked"
            : archive.ExtraBytes > 0 ? $"has {archive.ExtraBytes} byte{(archive.ExtraBytes == 1 ? string.Empty : "s")} after its archive"
            : archive.StrayNames > 0 ? $"has {archive.StrayNames} entries with a name outside its archive's names"
            : null;
        if (what is not null)
        {
            problems.Add(new LoadProblem(ProblemSeverity.Warning, LoadProblemCode.UnusualImage, file.Name,
                $"{file.Name} {what}.", string.Empty));
        }
    }

    private SignedHeader? ReadHeader(LoadFile file, Stream stream, List<LoadProblem> problems, LoadProblemCode code)
    {
        byte[] bytes = new byte[SignedHeader.PrefixLength];
        int got = StreamReading.ReadUpTo(stream, bytes, 0, bytes.Length);
        SignedHeader? header = null;
        if (SignedHeader.LengthOf(new ArraySegment<byte>(bytes, 0, got), out string? error) is { } length)
        {
            Array.Resize(ref bytes, length);
            got += StreamReading.ReadUpTo(stream, bytes, got, length - got);
            header = SignedHeader.Parse(new ArraySegment<byte>(bytes, 0, got), out error);
        }

        if (error is not null)
        {
            // A manifest without its header is no manifest for a phone, whatever zip it came from.
            Damaged(problems, code, file, error, code == LoadProblemCode.DamagedImage ? DamageSeverity : ProblemSeverity.Error);
        }
        else if (!string.Equals(header!.FileName, file.Name, StringComparison.OrdinalIgnoreCase))
        {
            string what = $"it was signed under the name {SafeName.ForMessage(header.FileName)}, so it was renamed";
            Damaged(problems, code, file, what, DamageSeverity);
        }

        return header;
    }

    private static void Damaged(List<LoadProblem> problems, LoadProblemCode code, LoadFile file, string why, ProblemSeverity severity) =>
        problems.Add(new LoadProblem(severity, code, file.Name, $"{file.Name} is not sound: {why}.", FetchAgain));

    /// <summary>Opens, inspects, reads the rest, compares the length; turns what a stream may throw into a finding.</summary>
    private void Guard(LoadFile file, List<LoadProblem> problems, Action<Stream> inspect)
    {
        try
        {
            using var stream = new CountingStream(file.Open());
            inspect(stream);
            while (stream.Read(_buffer, 0, _buffer.Length) > 0)
            {
                Report(stream.Total);
            }

            _read += stream.Total;
            if (stream.Total != file.Length)
            {
                Unreadable(problems, file, $"{stream.Total} of {file.Length} bytes came", "It changed while it was read; try again.");
            }
        }
        catch (InvalidDataException e)
        {
            Unreadable(problems, file, e.Message.TrimEnd('.'), FetchAgain);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Unreadable(problems, file, e.Message.TrimEnd('.'), "Check the disk, and your rights on the file.");
        }
    }

    private static void Unreadable(List<LoadProblem> problems, LoadFile file, string why, string advice) => problems.Add(
        new LoadProblem(ProblemSeverity.Error, LoadProblemCode.Unreadable, file.Name, $"{file.Name} cannot be read: {why}.", advice));

    private void Report(long ofThisFile)
    {
        _options.Cancellation.ThrowIfCancellationRequested();
        _options.OnProgress?.Invoke(Math.Min(_read + ofThisFile, _toRead), _toRead);
    }
}
