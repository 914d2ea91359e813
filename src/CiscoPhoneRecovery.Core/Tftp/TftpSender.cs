using System.Collections.Generic;

namespace CiscoPhoneRecovery.Tftp;

/// <summary>One buffer in which all transfers of a port write what they send, so that a block costs no allocation.</summary>
internal sealed class TftpSender
{
    private readonly byte[] _buffer;

    public TftpSender(TftpSettings settings, ITftpOutput output)
    {
        // An OACK or ERROR has to fit as well.
        _buffer = new byte[TftpPacket.HeaderLength + System.Math.Max(settings.MaxBlockSize, TftpPacket.MaxRequestLength)];
        Output = output;
    }

    public ITftpOutput Output { get; }

    /// <summary>Reads a block and sends it, unless the file changed meanwhile: then nothing is sent and the result is negative.</summary>
    public int Data(BlockReader reader, long block, TftpPeer to)
    {
        int count = reader.Read(block, _buffer, TftpPacket.HeaderLength);
        if (reader.File.Changed)
        {
            return -1;
        }

        // 65535 is followed by 0: what every client that reads more than 65,535 blocks expects.
        Output.Send(_buffer, TftpPacket.WriteData(_buffer, (ushort)block, count), to);
        return count;
    }

    public void OptionAcknowledgment(IReadOnlyList<TftpOption> accepted, TftpPeer to) =>
        Output.Send(_buffer, TftpPacket.WriteOptionAcknowledgment(_buffer, accepted), to);

    public void Error(TftpErrorCode code, string message, TftpPeer to) =>
        Output.Send(_buffer, TftpPacket.WriteError(_buffer, code, message), to);
}
