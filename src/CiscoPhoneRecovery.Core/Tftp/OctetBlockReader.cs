using System;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>Octet mode: a block is a slice of the file.</summary>
internal sealed class OctetBlockReader : BlockReader
{
    public OctetBlockReader(ITftpFile file, int blockSize)
        : base(file, blockSize)
    {
    }

    public override int Read(long block, byte[] buffer, int index)
    {
        long offset = (block - 1) * BlockSize;
        int count = (int)Math.Max(0, Math.Min(BlockSize, File.Length - offset));
        if (count > 0)
        {
            File.Read(offset, buffer, index, count);
        }

        return count;
    }

    public override long BytesThrough(long block) => Math.Min(File.Length, Math.Max(0, block) * BlockSize);
}
