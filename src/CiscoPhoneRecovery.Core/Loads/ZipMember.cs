namespace CiscoPhoneRecovery.Loads;

/// <summary>A member of a zip as its central directory states it; the name is hostile until <see cref="SafeName"/> has seen it.</summary>
/// <param name="Path">As stored; bytes beyond ASCII are shown as question marks.</param>
/// <param name="Length">Bytes when expanded, as stated.</param>
/// <param name="PackedLength">Bytes in the zip, as stated.</param>
/// <param name="Method">0 stored, 8 deflated; no other is read.</param>
/// <param name="IsLink">True for a symbolic link, a device, or anything else that is neither file nor folder.</param>
/// <param name="LocalOffset">Where the member's local header lies.</param>
public sealed record ZipMember(
    string Path, long Length, long PackedLength, uint Crc, int Method, bool IsLink, bool IsEncrypted, long LocalOffset)
{
    public bool IsFolder => Path.Length > 0 && Path[Path.Length - 1] is '/' or '\\';

    /// <summary>The last part of the path, both slashes taken for separators.</summary>
    public string FileName => Path.Substring(Path.LastIndexOfAny(new[] { '/', '\\' }) + 1);
}
