using System;
using System.Net;
using System.Text;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>
/// The DHCP client of a 7900 phone, byte for byte as traces show it: 548 octets, broadcast flag set, option 60 with its NUL, the
/// parameter list 1,66,6,3,15,150,35. Written apart from the server's codec, so that one does not excuse the other's mistakes.
/// </summary>
internal sealed class SoftwareDhcpClient
{
    private const int PayloadLength = 548;

    /// <summary>REQUESTs for an offer that stay without an answer before the client looks for another server (RFC 2131 section 3.1).</summary>
    private const int MostRequests = 4;
    private static readonly byte[] ParameterList = { 1, 66, 6, 3, 15, 150, 35 };

    private readonly SoftwarePhoneProfile _profile;
    private readonly byte[] _mac;
    private readonly byte[] _datagram = new byte[PayloadLength];
    private uint _xid;
    private int _at;
    private int _requests;

    public SoftwareDhcpClient(SoftwarePhoneProfile profile)
    {
        _profile = profile;
        _mac = _profile.Mac.GetAddressBytes();
        _xid = BitConverter.ToUInt32(_mac, 2) ^ 0x5EC0_0001;
    }

    /// <summary>The address last acknowledged; remembered across reboots, as phones do.</summary>
    public IPAddress? Address { get; private set; }

    /// <summary>Option 150, else 66 as a dotted quad, else siaddr.</summary>
    public IPAddress? TftpServer { get; private set; }

    /// <summary>True once an ACK came for the present exchange.</summary>
    public bool Bound { get; private set; }

    /// <summary>The lease of the last ACK; <see cref="TimeSpan.MaxValue"/> for an infinite one.</summary>
    public TimeSpan LeaseTime { get; private set; } = TimeSpan.MaxValue;

    /// <summary>True when the last packet was a REQUEST: a lease counts from the first of them (RFC 2131 section 4.4.1).</summary>
    public bool Requesting { get; private set; }

    private IPAddress? Offered { get; set; }

    private IPAddress? ServerId { get; set; }

    /// <summary>Begins a boot: INIT-REBOOT with the remembered address, DISCOVER without one.</summary>
    public void Restart()
    {
        Bound = false;
        StartOver();
    }

    /// <summary>The lease ran out, or was refused: the address is no longer remembered.</summary>
    public void Forget() => Address = null;

    /// <summary>The packet to send now, or to send again.</summary>
    public ArraySegment<byte> Packet(TimeSpan sinceBoot)
    {
        if (Offered is not null && ++_requests > MostRequests)
        {
            StartOver();
        }

        bool selecting = Offered is not null;
        bool reboot = !selecting && Address is not null;
        Requesting = selecting || reboot;
        Begin((ushort)Math.Min(1 + sinceBoot.TotalSeconds, ushort.MaxValue));
        Option(53, (byte)(selecting || reboot ? 3 : 1));
        if (selecting && ServerId is not null)
        {
            Option(54, ServerId.GetAddressBytes());
        }

        Identify();
        if (selecting || reboot)
        {
            Option(50, (Offered ?? Address)!.GetAddressBytes());
        }

        Option(55, ParameterList);
        _datagram[_at] = 255;
        return new ArraySegment<byte>(_datagram);
    }

    /// <summary>The REQUEST that lengthens a lease: ciaddr, neither option 50 nor 54 (RFC 2131 table 4).</summary>
    public ArraySegment<byte> Renewal(bool first)
    {
        _xid += first ? 0x0001_0001u : 0;
        Begin(0);
        Option(53, 3);
        Address!.GetAddressBytes().CopyTo(_datagram, 12);
        Identify();
        Option(55, ParameterList);
        _datagram[_at] = 255;
        return new ArraySegment<byte>(_datagram);
    }

    /// <summary>Takes the answer to a renewal: true for an ACK, false for a NAK, null for anything else.</summary>
    public bool? ReceiveRenewal(byte[] reply, int length)
    {
        if (!IsAnswer(reply, length))
        {
            return null;
        }

        byte[]? kind = Find(reply, length, 53);
        switch (kind is { Length: 1 } ? kind[0] : 0)
        {
            case 5 when new IPAddress(Copy(reply, 16, 4)).Equals(Address):
                LeaseTime = LeaseIn(Find(reply, length, 51));
                return true;
            case 6:
                return false;
            default:
                return null;
        }
    }

    /// <summary>Takes a reply. True when the phone's next packet is due at once: a REQUEST after an OFFER, a DISCOVER after a NAK.</summary>
    public bool Receive(byte[] reply, int length)
    {
        if (Bound || !IsAnswer(reply, length))
        {
            return false;
        }

        byte[]? kind = Find(reply, length, 53);
        var yours = new IPAddress(Copy(reply, 16, 4));
        switch (kind is { Length: 1 } ? kind[0] : 0)
        {
            case 2 when Offered is null && Address is null:
                Offered = yours;
                _requests = 0;
                ServerId = AddressIn(Find(reply, length, 54));
                return true;
            case 5 when Offered is not null || Address is not null:
                Address = yours;
                TftpServer = AddressIn(Find(reply, length, 150)) ?? Text(Find(reply, length, 66)) ?? new IPAddress(Copy(reply, 20, 4));
                LeaseTime = LeaseIn(Find(reply, length, 51));
                Bound = true;
                return false;
            case 6 when Offered is not null || Address is not null:
                Address = null;
                StartOver();
                return true;
            default:
                return false;
        }
    }

    private static byte[]? Find(byte[] reply, int length, byte code)
    {
        for (int i = 240; i + 1 < length && reply[i] != 255;)
        {
            if (reply[i] == 0)
            {
                i++;
                continue;
            }

            int size = reply[i + 1];
            if (i + 2 + size > length)
            {
                return null;
            }

            if (reply[i] == code)
            {
                return Copy(reply, i + 2, size);
            }

            i += 2 + size;
        }

        return null;
    }

    private static byte[] Copy(byte[] from, int offset, int count)
    {
        byte[] copy = new byte[count];
        Buffer.BlockCopy(from, offset, copy, 0, count);
        return copy;
    }

    private static IPAddress? AddressIn(byte[]? value) => value is { Length: >= 4 } ? new IPAddress(Copy(value, 0, 4)) : null;

    private static TimeSpan LeaseIn(byte[]? value)
    {
        uint seconds = value is { Length: 4 } ? ReadUInt32(value, 0) : uint.MaxValue;
        return seconds == uint.MaxValue ? TimeSpan.MaxValue : TimeSpan.FromSeconds(seconds);
    }

    private static IPAddress? Text(byte[]? value) =>
        value is not null && IPAddress.TryParse(Encoding.ASCII.GetString(value), out IPAddress? address) ? address : null;

    private static uint ReadUInt32(byte[] b, int i) => ((uint)b[i] << 24) | ((uint)b[i + 1] << 16) | ((uint)b[i + 2] << 8) | b[i + 3];

    private void StartOver()
    {
        Offered = null;
        ServerId = null;
        _xid += 0x0001_0001;
    }

    private void Identify()
    {
        if (_profile.SendsClientId)
        {
            byte[] id = new byte[7];
            id[0] = 1;
            _mac.CopyTo(id, 1);
            Option(61, id);
        }

        Option(12, Encoding.ASCII.GetBytes("SEP" + _profile.Mac));
        Option(60, Encoding.ASCII.GetBytes("Cisco Systems, Inc. IP Phone " + _profile.Model.Name + "\0"));
    }

    private bool IsAnswer(byte[] reply, int length) => length >= 240 && reply[0] == 2 && ReadUInt32(reply, 4) == _xid && SameMac(reply);

    private bool SameMac(byte[] reply)
    {
        for (int i = 0; i < 6; i++)
        {
            if (reply[28 + i] != _mac[i])
            {
                return false;
            }
        }

        return true;
    }

    private void Begin(ushort seconds)
    {
        Array.Clear(_datagram, 0, _datagram.Length);
        _datagram[0] = 1;
        _datagram[1] = 1;
        _datagram[2] = 6;
        _datagram[4] = (byte)(_xid >> 24);
        _datagram[5] = (byte)(_xid >> 16);
        _datagram[6] = (byte)(_xid >> 8);
        _datagram[7] = (byte)_xid;
        _datagram[8] = (byte)(seconds >> 8);
        _datagram[9] = (byte)seconds;
        _datagram[10] = 0x80;
        _mac.CopyTo(_datagram, 28);
        _datagram[236] = 0x63;
        _datagram[237] = 0x82;
        _datagram[238] = 0x53;
        _datagram[239] = 0x63;
        _at = 240;
    }

    private void Option(byte code, params byte[] value)
    {
        _datagram[_at++] = code;
        _datagram[_at++] = (byte)value.Length;
        value.CopyTo(_datagram, _at);
        _at += value.Length;
    }
}
