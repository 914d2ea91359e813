using System;

namespace CiscoPhoneRecovery.Phones;

/// <summary>
/// The signs that a load which was read whole runs: a boot after the last file, and a request for the phone's configuration. They can
/// be learned in another order than they happened: when the last ACK of the last image is lost, the server is sure of that image only
/// after the phone has long gone on; and the DHCP server's thread may be held up between sending its ACK and telling of it, while the
/// phone already has its answers from the TFTP server. So each is kept for whoever asks.
/// </summary>
internal sealed class NewLoadSigns
{
    private TimeSpan _lastFileBegan;
    private TimeSpan? _lastBoot;

    public bool BootedSinceLastFile => _lastBoot > _lastFileBegan;

    /// <summary>The configuration asked for since the last file of a load began; null when none was.</summary>
    public string? ConfigurationAsked { get; private set; }

    /// <summary>It asked for a signed configuration (SEP....cnf.xml.sgn, .enc.sgn): it holds a CTL or ITL file, and takes no other.</summary>
    public bool WantsSignedConfiguration { get; private set; }

    public void FileBegan(TimeSpan now)
    {
        _lastFileBegan = now;
        ConfigurationAsked = null;
        WantsSignedConfiguration = false;
    }

    public void Booted(TimeSpan now) => _lastBoot = now;

    public void AskedForConfiguration(string file)
    {
        ConfigurationAsked = file;
        WantsSignedConfiguration |= file.EndsWith(".sgn", StringComparison.OrdinalIgnoreCase);
    }

    public void Restore(bool booted, bool wantsSigned, TimeSpan lastSeen)
    {
        WantsSignedConfiguration = wantsSigned;
        _lastFileBegan = lastSeen - TimeSpan.FromTicks(1);
        _lastBoot = booted ? lastSeen : null;
    }
}
