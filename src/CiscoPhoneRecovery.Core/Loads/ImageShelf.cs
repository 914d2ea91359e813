using System;
using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Loads;

/// <summary>
/// The images at hand, found without regard to case as the TFTP server does, each inspected once however many loads name it.
/// </summary>
internal sealed class ImageShelf
{
    private readonly Dictionary<string, List<LoadFile>> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _claimed = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, InspectedImage> _inspected = new(StringComparer.Ordinal);
    private readonly FileInspector _inspector;

    public ImageShelf(IEnumerable<LoadFile> files, FileInspector inspector)
    {
        _inspector = inspector;
        foreach (LoadFile file in files)
        {
            if (!_files.TryGetValue(file.Name, out List<LoadFile>? spellings))
            {
                _files.Add(file.Name, spellings = new List<LoadFile>());
            }

            spellings.Add(file);
        }
    }

    /// <summary>The names of the files that no manifest names.</summary>
    public IEnumerable<string> NeverAskedFor =>
        _files.Values.SelectMany(f => f).Select(f => f.Name).Where(n => !_claimed.Contains(n)).OrderBy(n => n, StringComparer.Ordinal);

    /// <summary>Notes that a manifest names the image, without looking at it.</summary>
    public void Claim(string name) => _claimed.Add(name);

    /// <summary>The image of that name, its own spelling before any other; null when there is none.</summary>
    public InspectedImage? Find(string name)
    {
        Claim(name);
        if (!_files.TryGetValue(name, out List<LoadFile>? spellings))
        {
            return null;
        }

        LoadFile file = spellings.Find(f => f.Name == name) ?? spellings[0];
        if (!_inspected.TryGetValue(file.Name, out InspectedImage? image))
        {
            _inspected.Add(file.Name, image = _inspector.InspectImage(file));
        }

        return image;
    }
}
