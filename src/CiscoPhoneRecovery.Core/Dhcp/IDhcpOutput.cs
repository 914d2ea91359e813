using System.Net;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>What the DHCP state machines want done. Hosting does it with sockets and a disk, Simulation with a virtual network.</summary>
public interface IDhcpOutput
{
    /// <summary>Sends one datagram from the server port. The buffer is the caller's again when the call returns.</summary>
    void Send(byte[] datagram, int length, DhcpDelivery delivery);

    /// <summary>Asks the network whether an address is in use; the answer comes back through <c>DhcpResponder.ProbeAnswered</c>.</summary>
    void Probe(IPAddress address);

    /// <summary>Writes a lease down. Returns only when a crash of this process cannot lose it any more (it is called before the ACK is sent).</summary>
    void Record(Lease lease);

    /// <summary>Tells what happened, for the people and the phone tracker.</summary>
    void Raise(DhcpEvent happening);
}
