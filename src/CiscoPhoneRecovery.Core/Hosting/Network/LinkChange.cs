namespace CiscoPhoneRecovery.Hosting;

/// <summary>What became of a server's link since it was last asked.</summary>
internal enum LinkChange
{
    None,
    Lost,
    Restored,
    RestoredOnNewDevice,
}
