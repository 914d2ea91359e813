using System;
using System.Collections.Generic;
using System.Linq;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery;

/// <summary>What the phones' tracker needs to know of the loads: manifest by manifest, the files and their sizes.</summary>
public sealed class BundleOutlines
{
    private readonly Dictionary<string, BundleOutline> _byManifest = new(StringComparer.OrdinalIgnoreCase);

    public BundleOutlines(IEnumerable<PhoneLoad> loads)
    {
        foreach (PhoneLoad load in loads)
        {
            Dictionary<string, long> lengths = load.Images
                .GroupBy(i => i.Name, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(g => g.Key, g => g.First().Length, StringComparer.OrdinalIgnoreCase);
            foreach (LoadManifestFile manifest in load.Manifests)
            {
                BundleFile[] images = manifest.Members.Distinct(StringComparer.OrdinalIgnoreCase)
                    .Select(name => new BundleFile(name, lengths.TryGetValue(name, out long length) ? length : 0)).ToArray();
                _byManifest[manifest.Name] = new BundleOutline(load.Name, new BundleFile(manifest.Name, manifest.Length), images);
            }
        }
    }

    /// <summary>The bundle behind a manifest; null for a manifest that the root did not have when it was read.</summary>
    public BundleOutline? Find(string manifest) => _byManifest.TryGetValue(manifest, out BundleOutline? outline) ? outline : null;
}
