namespace CiscoPhoneRecovery.Tftp;

/// <summary>Cuts a file into the blocks of one transfer. Blocks count from 1 and never wrap here; only the wire has 16 bits.</summary>
internal abstract class BlockReader
{
    protected BlockReader(ITftpFile file, int blockSize)
    {
        File = file;
        BlockSize = blockSize;
    }

    public ITftpFile File { get; }

    public int BlockSize { get; }

    public static BlockReader For(ITftpFile file, TftpMode mode, int blockSize) =>
        mode == TftpMode.NetAscii ? new NetAsciiBlockReader(file, blockSize) : new OctetBlockReader(file, blockSize);

    /// <summary>Copies a block into the buffer. Fewer octets than the block size, or none, make it the last.</summary>
    public abstract int Read(long block, byte[] buffer, int index);

    /// <summary>How many bytes of the file the blocks up to and with this one carry.</summary>
    public abstract long BytesThrough(long block);
}
