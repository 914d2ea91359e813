namespace CiscoPhoneRecovery.Hosting;

/// <summary>What became of a server's link since it was last asked.</summary>
internal enum LinkChange
{
    None,
    Lost,

    /// <summary>The link is there, but the port cannot be opened again: another program has it. It is tried again.</summary>
    Blocked,
    Restored,
    RestoredOnNewDevice,
}
