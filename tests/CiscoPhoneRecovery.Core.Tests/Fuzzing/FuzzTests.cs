using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Fuzzing;

/// <summary>
/// Every parser takes every input of its corpus and mutations of it for a while: no exception that it does not document, no input that takes
/// long or much memory, and what is written again is parsed the same. FUZZ_SECONDS=n gives each parser so long; FUZZ_SEED=n another course.
/// An input that fails is kept in the folder that the message names; put into Corpus it is tried for ever.
/// </summary>
public sealed class FuzzTests
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);

    public static TheoryData<string> Parsers() => new(FuzzTargets.All.Select(t => t.Name));

    [Theory]
    [MemberData(nameof(Parsers))]
    public void A_parser_is_total_and_bounded(string name)
    {
        FuzzTarget target = FuzzTargets.All.Single(t => t.Name == name);
        string folder = Path.Combine(AppContext.BaseDirectory, "Fuzzing", "Corpus", name);
        byte[][] seeds = Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();
        Assert.NotEmpty(seeds);
        foreach (byte[] seed in seeds)
        {
            Try(target, seed, bounded: false); // the first call of a parser pays for its compilation
            Try(target, seed, bounded: true);
        }

        TimeSpan end = TimeSpan.FromSeconds(Setting("FUZZ_SECONDS") ?? 2);
        var mutator = new Mutator(seeds, Setting("FUZZ_SEED") ?? 1, target.Longest);
        var clock = Stopwatch.StartNew();
        long inputs = 0;
        for (; clock.Elapsed < end; inputs++)
        {
            Try(target, mutator.Next(), bounded: true);
        }

        // A parser that is that slow would not be fuzzed at all.
        Assert.True(inputs > 20, $"{inputs} inputs in {end}");
        if (Environment.GetEnvironmentVariable("FUZZ_COUNTS") is { Length: > 0 } file)
        {
            File.AppendAllText(file, $"{name} {inputs}\n");
        }
    }

    private static void Try(FuzzTarget target, byte[] input, bool bounded)
    {
        string? complaint = null;
        var clock = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Parse(input);
        }
        catch (Exception e)
        {
            complaint = e.ToString();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long allowed = target.BytesOnce + ((long)target.BytesAnOctet * input.Length);
        if (bounded && clock.Elapsed > Slow)
        {
            complaint ??= $"it took {clock.Elapsed}";
        }
        else if (bounded && allocated > allowed)
        {
            complaint ??= $"it allocated {allocated} bytes for {input.Length} octets, {allowed} are allowed";
        }

        if (complaint is not null)
        {
            string kept = Keep(target.Name, input);
            Assert.Fail($"{target.Name}: {complaint}\nThe input, {input.Length} octets, is in {kept}");
        }
    }

    private static string Keep(string name, byte[] input)
    {
        string folder = Path.Combine(Path.GetTempPath(), "fuzz-findings", name);
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(input))[..16]);
        File.WriteAllBytes(path, input);
        return path;
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
