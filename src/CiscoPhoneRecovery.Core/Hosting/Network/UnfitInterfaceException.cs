using System.Collections.Generic;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>A DHCP server on this interface would do harm, or reach no phone.</summary>
public sealed class UnfitInterfaceException : StationException
{
    public UnfitInterfaceException(string name, IReadOnlyList<string> reasons)
        : base(
            $"Interface '{name}' is not for phones: {string.Join("; ", reasons)}.",
            "Take a wired interface that only the phones are on, or insist with -Force (--force).")
    {
        Name = name;
        Reasons = reasons;
    }

    public string Name { get; }

    public IReadOnlyList<string> Reasons { get; }
}
