namespace CiscoPhoneRecovery.Console;

/// <summary>What the program's exit status says.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>It ran, and the answer is no: a phone not recovered, a load not sound.</summary>
    public const int Failed = 1;

    /// <summary>It could not run: no rights, a port in use, no such interface or file, a disk that is full, an argument that is none.</summary>
    public const int CannotRun = 2;

    /// <summary>Ended by Ctrl+C or SIGTERM before it was done.</summary>
    public const int Interrupted = 130;
}
