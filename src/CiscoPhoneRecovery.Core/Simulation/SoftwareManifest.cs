using System;
using System.Collections.Generic;
using System.Text;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>What a phone's boot code reads out of a .loads file: the lines that end in .sbn, in order. Apart from the gate's parser on purpose.</summary>
internal static class SoftwareManifest
{
    public static IEnumerable<string> ImagesIn(byte[] manifest)
    {
        string text = Encoding.GetEncoding("iso-8859-1").GetString(manifest);
        foreach (string line in text.Split('\n'))
        {
            string name = line.Trim();
            if (name.EndsWith(".sbn", StringComparison.OrdinalIgnoreCase) && name[0] != '#')
            {
                yield return name;
            }
        }
    }
}
