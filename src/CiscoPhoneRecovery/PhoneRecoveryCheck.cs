namespace CiscoPhoneRecovery;

/// <summary>How a check ended.</summary>
public enum PhoneRecoveryCheckResult
{
    Passed,

    /// <summary>A recovery works, but look at it.</summary>
    Warning,

    /// <summary>A recovery would fail on this.</summary>
    Failed,

    /// <summary>It could not be made, or was not wanted.</summary>
    Skipped,
}

/// <summary>One check of a PC that is to recover phones.</summary>
public sealed class PhoneRecoveryCheck
{
    internal PhoneRecoveryCheck(string name, PhoneRecoveryCheckResult result, string detail, string? advice = null)
    {
        Name = name;
        Result = result;
        Detail = detail;
        Advice = advice;
    }

    public string Name { get; }

    public PhoneRecoveryCheckResult Result { get; }

    /// <summary>What was found, a clause.</summary>
    public string Detail { get; }

    /// <summary>What to do about it; null when there is nothing to do.</summary>
    public string? Advice { get; }

    public override string ToString() => $"{Name}: {Result}, {Detail}";
}
