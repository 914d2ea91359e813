using System;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>A rule that a run broke.</summary>
internal sealed class FleetViolation : Exception
{
    public FleetViolation(string rule, string what, params string[] about)
        : base($"{rule}: {what}")
    {
        Rule = rule;
        About = about;
    }

    /// <summary>A word for the rule, the same whatever phone broke it.</summary>
    public string Rule { get; }

    /// <summary>Whom it concerns, as the trace names them.</summary>
    public string[] About { get; }
}
