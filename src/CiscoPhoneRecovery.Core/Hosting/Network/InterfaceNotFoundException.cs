using System.Collections.Generic;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>No network interface has that name.</summary>
public sealed class InterfaceNotFoundException : StationException
{
    public InterfaceNotFoundException(string name, IReadOnlyList<string> existing)
        : base($"There is no network interface '{name}'.", $"There are: {string.Join(", ", existing)}.")
    {
        Name = name;
        Existing = existing;
    }

    public string Name { get; }

    public IReadOnlyList<string> Existing { get; }
}
