using System;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>The user may not open the port, or not bind it to the interface.</summary>
public sealed class PortAccessDeniedException : StationException
{
    public PortAccessDeniedException(int port, Exception? inner = null)
        : base($"UDP port {port} may not be opened by this user.", "Start again as administrator (Windows) or root (Linux).", inner) => Port = port;

    public int Port { get; }
}
