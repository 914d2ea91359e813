using System.Net;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>Where a DHCP datagram goes (RFC 2131 section 4.1).</summary>
public enum DhcpDeliveryKind
{
    /// <summary>255.255.255.255, to port 68 for a reply and to port 67 for a probe of ours.</summary>
    Broadcast,

    /// <summary>To one address: a client that already has it (ciaddr, port 68) or a relay (giaddr, port 67).</summary>
    Unicast,
}

/// <summary>Where a DHCP datagram goes: how, to which address and to which UDP port.</summary>
public readonly struct DhcpDelivery
{
    private DhcpDelivery(DhcpDeliveryKind kind, IPAddress address, int port)
    {
        Kind = kind;
        Address = address;
        Port = port;
    }

    public DhcpDeliveryKind Kind { get; }

    public IPAddress Address { get; }

    /// <summary>67 or 68.</summary>
    public int Port { get; }

    public static DhcpDelivery Broadcast(int port) => new(DhcpDeliveryKind.Broadcast, IPAddress.Broadcast, port);

    public static DhcpDelivery Unicast(IPAddress address, int port) => new(DhcpDeliveryKind.Unicast, address, port);
}
