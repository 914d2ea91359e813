using System.Net;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>The network jack of a software phone: real sockets in a rehearsal, a virtual wire in a simulation.</summary>
public interface ISoftwarePhonePort
{
    /// <summary>Sends from 0.0.0.0:68 to 255.255.255.255:67.</summary>
    void BroadcastDhcp(byte[] datagram, int length);

    /// <summary>The phone has this address from now on; its TFTP packets come from port 49152 of it.</summary>
    void UseAddress(IPAddress address);

    /// <summary>Sends from the phone's address and TFTP port.</summary>
    void SendTftp(byte[] datagram, int length, TftpPeer to);
}
