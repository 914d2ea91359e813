using System.Collections.Generic;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>What of the system's firewall would make the rules of this product useless. Names are the firewall's own.</summary>
/// <param name="InertProfiles">Profiles that are on, and in which policy lets no local rule count.</param>
/// <param name="ShutProfiles">Profiles that are on, and let nothing in whatever the rules say.</param>
/// <param name="BlockRules">Inbound rules that block the program in question: each beats every rule that allows.</param>
public sealed record FirewallFacts(IReadOnlyList<string> InertProfiles, IReadOnlyList<string> ShutProfiles, IReadOnlyList<string> BlockRules)
{
    public static FirewallFacts Open { get; } = new([], [], []);
}
