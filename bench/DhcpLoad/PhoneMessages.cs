using System;
using System.Buffers.Binary;
using System.Text;

namespace CiscoPhoneRecovery.Bench.DhcpLoad;

/// <summary>
/// The messages of a phone, 548 octets with the broadcast flag as a CP-7911G sends them, made by patching one template. Written apart from
/// the server's own codec, so that a fault there cannot hide here.
/// </summary>
internal sealed class PhoneMessages
{
    private const int Length = 548;
    private const int IdentifierOffset = 240 + 3;
    private const int NameOffset = IdentifierOffset + 9;
    private const int TailOffset = NameOffset + 17;

    private readonly byte[] _message = new byte[Length];
    private readonly int _requestOffset;

    public PhoneMessages()
    {
        _message[0] = 1;
        _message[1] = 1;
        _message[2] = 6;
        _message[10] = 0x80;
        new byte[] { 0x63, 0x82, 0x53, 0x63, 53, 1, 1, 61, 7, 1 }.CopyTo(_message, 236);
        new byte[] { 12, 15 }.CopyTo(_message, NameOffset);
        int offset = TailOffset;
        byte[] vendor = Encoding.ASCII.GetBytes("Cisco Systems, Inc. IP Phone CP-7911G\0");
        _message[offset++] = 60;
        _message[offset++] = (byte)vendor.Length;
        vendor.CopyTo(_message, offset);
        offset += vendor.Length;
        byte[] list = { 55, 7, 1, 66, 6, 3, 15, 150, 35 };
        list.CopyTo(_message, offset);
        _requestOffset = offset + list.Length;
        _message[_requestOffset] = 255;
    }

    public byte[] Discover(int client, uint xid)
    {
        Address(client, xid);
        _message[242] = 1;
        _message.AsSpan(_requestOffset).Clear();
        _message[_requestOffset] = 255;
        return _message;
    }

    public byte[] Request(int client, uint xid, uint address, uint server)
    {
        Address(client, xid);
        _message[242] = 3;
        Span<byte> options = _message.AsSpan(_requestOffset);
        options[0] = 54;
        options[1] = 4;
        BinaryPrimitives.WriteUInt32BigEndian(options[2..], server);
        options[6] = 50;
        options[7] = 4;
        BinaryPrimitives.WriteUInt32BigEndian(options[8..], address);
        options[12] = 255;
        return _message;
    }

    /// <summary>Reads a reply; false when it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> reply, out uint xid, out byte type, out uint address, out uint server)
    {
        xid = 0;
        type = 0;
        address = 0;
        server = 0;
        if (reply.Length < 240 || reply[0] != 2)
            return false;
        xid = BinaryPrimitives.ReadUInt32BigEndian(reply[4..]);
        address = BinaryPrimitives.ReadUInt32BigEndian(reply[16..]);
        int offset = 240;
        while (offset + 1 < reply.Length && reply[offset] != 255)
        {
            if (reply[offset] == 53)
                type = reply[offset + 2];
            else if (reply[offset] == 54)
                server = BinaryPrimitives.ReadUInt32BigEndian(reply[(offset + 2)..]);
            offset += reply[offset] == 0 ? 1 : 2 + reply[offset + 1];
        }

        return type != 0;
    }

    private void Address(int client, uint xid)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_message.AsSpan(4), xid);
        Span<byte> mac = _message.AsSpan(28, 6);
        mac[0] = 0x00;
        mac[1] = 0x1B;
        mac[2] = 0xD4;
        mac[3] = (byte)(client >> 16);
        mac[4] = (byte)(client >> 8);
        mac[5] = (byte)client;
        mac.CopyTo(_message.AsSpan(IdentifierOffset + 3));
        Encoding.ASCII.GetBytes("SEP" + Convert.ToHexString(mac), _message.AsSpan(NameOffset + 2));
    }
}
