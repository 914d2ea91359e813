namespace CiscoPhoneRecovery.Loads;

/// <summary>How much a finding matters.</summary>
public enum ProblemSeverity
{
    /// <summary>Worth knowing; changes nothing.</summary>
    Information,

    /// <summary>The load can be used; something about it is not as Cisco ships it.</summary>
    Warning,

    /// <summary>The load is not served unless the user insists.</summary>
    Error,
}

/// <summary>One thing found about a load, a zip or a root, and what to do about it.</summary>
/// <param name="Code">What kind of thing; its severity can depend on the case.</param>
/// <param name="File">The file it is about; null when it is about the whole.</param>
/// <param name="What">The finding, a sentence.</param>
/// <param name="Advice">What to do, a sentence; empty when there is nothing to do.</param>
public sealed record LoadProblem(ProblemSeverity Severity, LoadProblemCode Code, string? File, string What, string Advice)
{
    /// <summary>False where insisting (-Force) does not help: what cannot be read, or must not be written.</summary>
    public bool CanBeForced => Code is not (LoadProblemCode.NotALoadZip or LoadProblemCode.UnsafeArchive or LoadProblemCode.Unreadable);

    public override string ToString() => Advice.Length == 0 ? What : What + " " + Advice;
}
