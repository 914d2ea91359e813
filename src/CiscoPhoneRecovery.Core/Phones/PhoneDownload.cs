using System;
using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Phones;

/// <summary>One attempt of a phone to read a load: which files it has whole and how far the present one is.</summary>
internal sealed class PhoneDownload
{
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, long> _transfers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, long> _whole = new(StringComparer.OrdinalIgnoreCase);
    private TimeSpan _rateSince;
    private long _rateFrom;

    /// <param name="manifest">The .loads file asked for.</param>
    /// <param name="outline">What it stands for.</param>
    /// <param name="earlierReads">How often the phone has read this manifest whole, just before, without going on to an image.</param>
    public PhoneDownload(string manifest, BundleOutline? outline, int earlierReads = 0)
    {
        Manifest = manifest;
        Outline = outline;
        ManifestReads = earlierReads;
    }

    public string Manifest { get; }

    /// <summary>Null when the root's manifest is not known to be part of a sound load; then files are counted as they come.</summary>
    public BundleOutline? Outline { get; }

    public string? File { get; private set; }

    public long FileBytes { get; private set; }

    public bool ManifestRead => _whole.ContainsKey(Manifest);

    /// <summary>How often the manifest was read whole without an image after it.</summary>
    public int ManifestReads { get; private set; }

    public bool AnyImageAsked { get; private set; }

    /// <summary>The files that were acknowledged to the last byte.</summary>
    public IReadOnlyList<BundleFile> FilesHeld => _whole.Select(file => new BundleFile(file.Key, file.Value)).ToList();

    public long BytesPerSecond { get; private set; }

    public int FilesDone => _whole.Count;

    public int FilesTotal => Outline?.FileCount ?? Math.Max(_whole.Count, 1);

    public long Bytes => _whole.Values.Sum() + FileBytes;

    public long TotalBytes => Outline?.TotalBytes ?? 0;

    public int Percent => TotalBytes == 0 ? 0 : (int)Math.Min(100, Bytes * 100 / TotalBytes);

    /// <summary>True once the manifest and every image it names is acknowledged.</summary>
    public bool Complete => Outline is not null && ManifestRead && Outline.Images.All(i => _whole.ContainsKey(i.Name));

    public bool Names(string file) =>
        Outline is null || Outline.Images.Any(i => string.Equals(i.Name, file, StringComparison.OrdinalIgnoreCase));

    /// <summary>True for the transfer that this attempt reads a file by; what an earlier attempt leaves behind ends without a meaning.</summary>
    public bool IsBy(long transfer, string file) => _transfers.TryGetValue(file, out long own) && own == transfer;

    public void Begin(string file, long transfer, TimeSpan now)
    {
        _transfers[file] = transfer;
        _whole.Remove(file);
        File = file;
        FileBytes = 0;
        AnyImageAsked |= !string.Equals(file, Manifest, StringComparison.OrdinalIgnoreCase);
        StartRate(now);
    }

    public void Progress(string file, long acknowledged, TimeSpan now)
    {
        if (!string.Equals(file, File, StringComparison.OrdinalIgnoreCase) || _whole.ContainsKey(file))
        {
            return;
        }

        FileBytes = acknowledged;
        TimeSpan span = now - _rateSince;
        if (span >= RateWindow)
        {
            BytesPerSecond = (long)((FileBytes - _rateFrom) / span.TotalSeconds);
            StartRate(now);
        }
    }

    public void Finish(string file, long length, TimeSpan elapsed)
    {
        _whole[file] = length;
        if (string.Equals(file, Manifest, StringComparison.OrdinalIgnoreCase))
        {
            ManifestReads++;
        }

        if (string.Equals(file, File, StringComparison.OrdinalIgnoreCase))
        {
            FileBytes = 0;
        }

        if (elapsed > TimeSpan.FromMilliseconds(1) && length > 0)
        {
            BytesPerSecond = (long)(length / elapsed.TotalSeconds);
        }
    }

    /// <summary>An attempt that an earlier run of the station saw. What it had of the file under way is lost: its transfer is.</summary>
    public static PhoneDownload Restore(string manifest, string? file, PhoneMemory memory)
    {
        var download = new PhoneDownload(manifest, memory.Outline, memory.ManifestReads) { AnyImageAsked = memory.AnyImageAsked, File = file };
        foreach (BundleFile held in memory.FilesHeld)
        {
            download._whole[held.Name] = held.Length;
        }

        return download;
    }

    public void Fail(string file)
    {
        if (string.Equals(file, File, StringComparison.OrdinalIgnoreCase))
        {
            FileBytes = 0;
            BytesPerSecond = 0;
        }
    }

    private void StartRate(TimeSpan now)
    {
        _rateSince = now;
        _rateFrom = FileBytes;
    }
}
