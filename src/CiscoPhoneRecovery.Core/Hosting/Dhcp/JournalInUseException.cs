using System;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Another server writes this journal; two on one lease journal would give addresses twice.</summary>
public sealed class JournalInUseException : StationException
{
    public JournalInUseException(string path, Exception? inner = null)
        : base($"The journal {path} is in use by another server.", "Stop that server, or give this one a journal of its own.", inner) => Path = path;

    public string Path { get; }
}
