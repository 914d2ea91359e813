namespace CiscoPhoneRecovery.Hosting;

/// <summary>Whoever has a port.</summary>
/// <param name="ProcessId">0 when the system does not tell.</param>
/// <param name="Name">For people, such as "dnsmasq (process 812)".</param>
public sealed record PortHolder(int ProcessId, string Name);
