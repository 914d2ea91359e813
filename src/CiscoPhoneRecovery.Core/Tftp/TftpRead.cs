namespace CiscoPhoneRecovery.Tftp;

/// <summary>A read request that is to become a transfer: who asked, how, and the file it means.</summary>
public sealed class TftpRead
{
    public TftpRead(long transfer, TftpPeer client, TftpRequest request, ITftpFile file, TftpNegotiation negotiation)
    {
        Transfer = transfer;
        Client = client;
        Request = request;
        File = file;
        Negotiation = negotiation;
    }

    /// <summary>The number of the transfer, unique in one server.</summary>
    public long Transfer { get; }

    public TftpPeer Client { get; }

    public TftpRequest Request { get; }

    public ITftpFile File { get; }

    public TftpNegotiation Negotiation { get; }
}
