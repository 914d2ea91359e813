using System;
using System.Net;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>Somebody's router: a DHCP server for everybody, of another network, whose TFTP server does not answer.</summary>
internal sealed class FleetRouter : IDhcpOutput
{
    private readonly FleetRun _run;
    private readonly DhcpResponder _dhcp;

    public FleetRouter(FleetRun run)
    {
        _run = run;
        var settings = new DhcpSettings
        {
            ServerAddress = IPAddress.Parse("192.168.77.1"),
            RangeStart = IPAddress.Parse("192.168.77.2"),
            RangeEnd = IPAddress.Parse("192.168.77.254"),
            Router = IPAddress.Parse("192.168.77.1"),
            TftpServers = new[] { IPAddress.Parse("192.168.77.1") },
            ProbeWait = TimeSpan.Zero,
            AllowAnyClient = true,
        };
        _dhcp = new DhcpResponder(settings, new LeasePool(settings));
    }

    public void Receive(byte[] packet)
    {
        if (_run.Router == this)
        {
            _dhcp.Receive(packet, packet.Length, _run.Now, this);
        }
    }

    public void Send(byte[] datagram, int length, DhcpDelivery delivery) => _run.FromRouter(FleetWire.Copy(datagram, length));

    public void Probe(IPAddress address) => throw new InvalidOperationException("The router does not probe.");

    public void Record(Lease lease)
    {
        // A cheap router remembers nothing.
    }

    public void Raise(DhcpEvent happening) => _run.Trace.Write(_run.Now, "router", $"{happening.Kind} SEP{happening.Mac} {happening.Address}");
}
