namespace CiscoPhoneRecovery.Tftp;

/// <summary>One version of one file of the root, shared by all the transfers that read it.</summary>
public interface ITftpFile
{
    /// <summary>Name below the root, with forward slashes, as it is spelled there.</summary>
    string Name { get; }

    long Length { get; }

    /// <summary>True once the file in the root is no longer this version (replaced, cut or deleted): its transfers must end with an error.</summary>
    bool Changed { get; }

    /// <summary>Copies <paramref name="count"/> bytes at <paramref name="offset"/> to <paramref name="buffer"/>; the range lies inside the file. Does not block on a lock.</summary>
    void Read(long offset, byte[] buffer, int index, int count);
}
