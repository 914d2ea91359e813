namespace CiscoPhoneRecovery.Tftp;

/// <summary>What a name of a read request means to a root.</summary>
public enum TftpLookupKind
{
    Found,

    /// <summary>ERROR 1: no such file.</summary>
    NotFound,

    /// <summary>ERROR 2: the name tries to leave the root, or names a device or stream.</summary>
    Forbidden,
}

/// <summary>The answer of a root to a name.</summary>
public readonly struct TftpLookup
{
    public TftpLookup(TftpLookupKind kind, ITftpFile? file)
    {
        Kind = kind;
        File = file;
    }

    public TftpLookupKind Kind { get; }

    public ITftpFile? File { get; }
}

/// <summary>The files a TFTP server offers. A name comes from the network and is hostile; an implementation never builds a path from it.</summary>
public interface ITftpFiles
{
    TftpLookup Find(string requestedName);
}
