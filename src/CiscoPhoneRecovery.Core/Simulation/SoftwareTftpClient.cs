using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>How a software phone's transfer stands.</summary>
internal enum SoftwareTransferState
{
    Idle,
    Asking,
    Reading,
    Done,
    Missing,
    Failed,
}

/// <summary>The TFTP client of a 7900 phone: octet, no options, 512-byte blocks, one file at a time (RFC 1350).</summary>
internal sealed class SoftwareTftpClient : IDisposable
{
    private const int BlockSize = 512;

    private readonly byte[] _ack = { 0, 4, 0, 0 };
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _request = Array.Empty<byte>();
    private MemoryStream? _kept;
    private byte[] _head = Array.Empty<byte>();
    private TftpPeer _server;
    private TftpPeer _transfer;
    private TftpPeer _former;
    private ushort _expected;

    public SoftwareTransferState State { get; private set; }

    public string File { get; private set; } = string.Empty;

    public long Bytes { get; private set; }

    public byte[] Hash { get; private set; } = Array.Empty<byte>();

    /// <summary>The content, for files that were asked for with keep.</summary>
    public byte[] Content { get; private set; } = Array.Empty<byte>();

    /// <summary>
    /// The first block holds the file's own name, as every signed file's header does. Of the digest that a real phone checks this is the part
    /// that tells one file of a load from another.
    /// </summary>
    public bool NamesItself => Encoding.ASCII.GetString(_head).IndexOf(File, StringComparison.OrdinalIgnoreCase) >= 0;

    public void Begin(string file, TftpPeer from, bool keep, ISoftwarePhonePort port)
    {
        _hash.GetHashAndReset();
        File = file;
        _server = from;
        _kept = keep ? new MemoryStream() : null;
        Bytes = 0;
        _expected = 1;
        _former = _transfer;
        State = SoftwareTransferState.Asking;
        _request = Encoding.ASCII.GetBytes("\0\u0001" + file + "\0octet\0");
        port.SendTftp(_request, _request.Length, _server);
    }

    /// <summary>Sends the last packet again.</summary>
    public void Again(ISoftwarePhonePort port)
    {
        if (State == SoftwareTransferState.Asking)
        {
            // By now nothing of the last file is under way any more, and the server may serve from that port again.
            _former = default;
            port.SendTftp(_request, _request.Length, _server);
        }
        else if (State == SoftwareTransferState.Reading)
        {
            Acknowledge((ushort)(_expected - 1), port);
        }
    }

    /// <summary>
    /// A boot remembers no port of the last life: the server may have counted on with a request whose answer the phone never saw, and
    /// then serves the next one from the very port that answered last.
    /// </summary>
    public void Forget()
    {
        State = SoftwareTransferState.Idle;
        _transfer = default;
        _former = default;
    }

    /// <summary>Takes a packet; true when it moved the transfer.</summary>
    public bool Receive(byte[] datagram, int length, TftpPeer from, ISoftwarePhonePort port)
    {
        if (length < 4 || datagram[0] != 0)
        {
            return false;
        }

        bool ours = State switch
        {
            SoftwareTransferState.Asking => from.Address == _server.Address && !(from.Equals(_former) && IsOfFormerTransfer(datagram)),
            SoftwareTransferState.Reading or SoftwareTransferState.Done => from.Equals(_transfer),
            _ => false,
        };
        if (!ours)
        {
            return false;
        }

        if (datagram[1] == 5 && State != SoftwareTransferState.Done)
        {
            State = datagram[3] == 1 ? SoftwareTransferState.Missing : SoftwareTransferState.Failed;
            return true;
        }

        return datagram[1] == 3 && Data(datagram, length, from, port);
    }

    public void Dispose()
    {
        _hash.Dispose();
        _kept?.Dispose();
    }

    /// <summary>DATA, or ERROR 5 to a late ACK: leftovers of the last file. Any other ERROR is an answer, whatever port it comes from.</summary>
    private static bool IsOfFormerTransfer(byte[] datagram) => datagram[1] == 3 || (datagram[1] == 5 && datagram[3] == 5);

    private bool Data(byte[] datagram, int length, TftpPeer from, ISoftwarePhonePort port)
    {
        ushort block = (ushort)((datagram[2] << 8) | datagram[3]);
        if (State != SoftwareTransferState.Asking && block == (ushort)(_expected - 1))
        {
            Acknowledge(block, port);
            return false;
        }

        if (State == SoftwareTransferState.Done || block != _expected || length - 4 > BlockSize)
        {
            return false;
        }

        _transfer = from;
        State = SoftwareTransferState.Reading;
        int count = length - 4;
        _hash.AppendData(datagram, 4, count);
        _kept?.Write(datagram, 4, count);
        if (block == 1 && Bytes == 0)
        {
            _head = new byte[count];
            Buffer.BlockCopy(datagram, 4, _head, 0, count);
        }

        Bytes += count;
        _expected++;
        Acknowledge(block, port);
        if (count < BlockSize)
        {
            Hash = _hash.GetHashAndReset();
            Content = _kept?.ToArray() ?? Array.Empty<byte>();
            State = SoftwareTransferState.Done;
        }

        return true;
    }

    private void Acknowledge(ushort block, ISoftwarePhonePort port)
    {
        _ack[2] = (byte)(block >> 8);
        _ack[3] = (byte)block;
        port.SendTftp(_ack, _ack.Length, _transfer);
    }
}
