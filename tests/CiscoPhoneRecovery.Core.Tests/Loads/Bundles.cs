using System.Collections.Generic;
using System.IO;
using System.Linq;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

/// <summary>Small bundles for tests.</summary>
internal static class Bundles
{
    public static SyntheticBundleOptions Small { get; } = new() { Scale = 0.01 };

    public static LoadJudgeOptions Rehearsal { get; } = new() { Rehearsal = true };

    public static LoadReport Judge(int family, SyntheticBundleOptions? options = null, LoadJudgeOptions? judge = null)
    {
        SyntheticBundle bundle = SyntheticBundle.Create(family, options ?? Small);
        using var zip = new MemoryStream();
        bundle.WriteZip(zip);
        return LoadZip.Read(zip, bundle.ZipName, judge ?? new LoadJudgeOptions()).Report;
    }

    public static byte[] Zip(int family, SyntheticBundleOptions? options = null)
    {
        using var zip = new MemoryStream();
        SyntheticBundle.Create(family, options ?? Small).WriteZip(zip);
        return zip.ToArray();
    }

    /// <summary>The files of bundles as a folder would hold them: a later one replaces an earlier one of the same name.</summary>
    public static Dictionary<string, byte[]> Root(params SyntheticBundle[] bundles)
    {
        var root = new Dictionary<string, byte[]>();
        foreach (SyntheticFile file in bundles.SelectMany(b => b.Files))
        {
            root[file.Name] = file.Content;
        }

        return root;
    }

    public static LoadReport JudgeRoot(Dictionary<string, byte[]> root) => LoadJudge.Judge(
        root.Select(f => new LoadFile(f.Key, f.Value.Length, () => new MemoryStream(f.Value, writable: false))), Rehearsal);
}
