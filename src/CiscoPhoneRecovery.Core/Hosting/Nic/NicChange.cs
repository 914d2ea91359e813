using System.Collections.Generic;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>What a transaction did.</summary>
/// <param name="Nic">The NIC afterwards.</param>
/// <param name="Steps">What was done, in order; empty when all was as wanted.</param>
/// <param name="Warnings">What a person should know, such as a link that is down.</param>
public sealed record NicChange(NicState Nic, IReadOnlyList<string> Steps, IReadOnlyList<string> Warnings);
