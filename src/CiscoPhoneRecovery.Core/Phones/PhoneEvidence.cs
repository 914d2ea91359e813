using System.Collections.Generic;

namespace CiscoPhoneRecovery.Phones;

/// <summary>What was seen of a phone, oldest first, as sentences. The first stays; of the rest the newest do.</summary>
internal sealed class PhoneEvidence
{
    private const int Most = 40;

    private readonly List<string> _notes = new();

    public int Count => _notes.Count;

    public string? Last => _notes.Count == 0 ? null : _notes[_notes.Count - 1];

    /// <summary>Takes a note, unless it repeats the last.</summary>
    public void Note(string what)
    {
        if (Last == what)
        {
            return;
        }

        if (_notes.Count == Most)
        {
            _notes.RemoveAt(1);
        }

        _notes.Add(what);
    }

    public string[] ToArray() => _notes.ToArray();
}
