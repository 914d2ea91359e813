using System;
using System.IO;

namespace CiscoPhoneRecovery.Loads;

/// <summary>A file to be judged: of a folder, or a member of a zip.</summary>
/// <param name="Name">One plain name, no path.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Open">Opens it for reading from the start; the judge reads it once and disposes of it.</param>
public sealed record LoadFile(string Name, long Length, Func<Stream> Open)
{
    public bool IsManifest => Name.EndsWith(".loads", StringComparison.OrdinalIgnoreCase);

    public bool IsImage => Name.EndsWith(".sbn", StringComparison.OrdinalIgnoreCase);
}
