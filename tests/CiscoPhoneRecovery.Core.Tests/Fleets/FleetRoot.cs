using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Simulation;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>A root of synthetic bundles of a few blocks a file, judged once by the real gate.</summary>
internal sealed class FleetRoot
{
    private const int Block = 512;

    private static readonly ConcurrentDictionary<int, FleetRoot> Roots = new();

    private readonly BundleOutlines _outlines;

    private FleetRoot(int missingFamily)
    {
        Files = SyntheticBundle.Families.Where(f => f != missingFamily)
            .SelectMany(f => SyntheticBundle.Create(f, new SyntheticBundleOptions { Scale = 0.001 }).Files)
            .ToDictionary(f => f.Name, f => f.Name.StartsWith("dsp", StringComparison.Ordinal) ? WholeBlocks(f.Content) : f.Content);
        LoadReport report = LoadJudge.Judge(
            Files.Select(f => new LoadFile(f.Key, f.Value.Length, () => new MemoryStream(f.Value))), new LoadJudgeOptions { Rehearsal = true });
        _outlines = new BundleOutlines(report.Loads);
        Names = Files.Keys.Order(StringComparer.Ordinal).ToArray();
    }

    public static FleetRoot All => Without(0);

    public Dictionary<string, byte[]> Files { get; }

    public string[] Names { get; }

    public static FleetRoot Without(int family) => Roots.GetOrAdd(family, f => new FleetRoot(f));

    public BundleOutline? OutlineOf(string manifest) => _outlines.Find(manifest);

    /// <summary>The other content of a replaced file: of the same length and header, and with something else in each block.</summary>
    public byte[] OtherContent(string name)
    {
        byte[] other = (byte[])Files[name].Clone();
        if (name.EndsWith(".loads", StringComparison.Ordinal))
        {
            other[^1] = (byte)' ';
            other[^2] = (byte)' ';
            return other;
        }

        // After the signed header, which is to name the file as before.
        for (int i = 448; i < other.Length; i += Block / 4)
        {
            other[i] ^= 0x55;
        }

        return other;
    }

    /// <summary>A file of an exact number of blocks ends with an empty one (RFC 1350 section 6).</summary>
    private static byte[] WholeBlocks(byte[] content)
    {
        Array.Resize(ref content, (content.Length + Block - 1) / Block * Block);
        return content;
    }
}
