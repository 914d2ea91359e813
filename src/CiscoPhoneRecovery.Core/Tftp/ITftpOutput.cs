namespace CiscoPhoneRecovery.Tftp;

/// <summary>What the TFTP state machines want done. Hosting does it with sockets, Simulation with a virtual network.</summary>
public interface ITftpOutput
{
    /// <summary>Sends one datagram from the transfer's own port. The buffer is the caller's again when the call returns.</summary>
    void Send(byte[] datagram, int length, TftpPeer to);

    /// <summary>Tells what happened. Called per request and per transfer, never per packet.</summary>
    void Raise(TftpEvent happening);
}
