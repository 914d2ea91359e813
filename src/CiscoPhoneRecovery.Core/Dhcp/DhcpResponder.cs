using System;
using System.Net;
using System.Net.NetworkInformation;
using System.Text;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>
/// The server side of DHCP (RFC 2131 section 4.3) as a state machine: datagrams and the monotonic time go in, datagrams, probes, leases to
/// be written down and events come out. It answers Cisco phones unless the settings say everybody. Not thread-safe.
/// </summary>
public sealed class DhcpResponder
{
    private readonly DhcpSettings _settings;
    private readonly LeasePool _pool;
    private readonly RequestRules _rules;
    private readonly DhcpReply _reply;
    private readonly PendingOffers _pending = new();
    private readonly DhcpPacket _packet = new();

    /// <param name="settings">What to hand out.</param>
    /// <param name="pool">The leases, made from the same settings.</param>
    public DhcpResponder(DhcpSettings settings, LeasePool pool)
    {
        _settings = settings ?? throw new ArgumentNullException(nameof(settings));
        _pool = pool ?? throw new ArgumentNullException(nameof(pool));
        _rules = new RequestRules(pool);
        _reply = new DhcpReply(settings);
    }

    /// <summary>When <see cref="Tick"/> is to be called next, in the time of <c>now</c>; null when nothing waits.</summary>
    public TimeSpan? NextDeadline => _pending.NextDue;

    /// <summary>Takes one datagram that arrived on the server port.</summary>
    public void Receive(byte[] datagram, int length, TimeSpan now, IDhcpOutput output)
    {
        DhcpParseError error = _packet.Read(datagram, length);
        if (error != DhcpParseError.None)
        {
            output.Raise(new DhcpEvent(DhcpEventKind.Malformed, PhysicalAddress.None, Detail: error.ToString()));
            return;
        }

        // A reply is our own broadcast heard again, or another server's: neither is for us to answer.
        if (_packet.Op != DhcpPacket.BootRequest)
            return;
        if (!ClientKey.TryCreate(_packet, out ClientKey key))
        {
            Raise(output, DhcpEventKind.Malformed, null, "no hardware address and no client identifier");
            return;
        }

        if (_packet.RelayAddress != 0 && !_pool.Range.IsHost(_packet.RelayAddress))
        {
            Raise(output, DhcpEventKind.Ignored, Ipv4.ToAddress(_packet.RelayAddress), "relayed from another network");
            return;
        }

        Dispatch(key, datagram, length, now, output);
    }

    /// <summary>Says that somebody answered the probe of an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="holder">Who has it; null when the answer does not tell.</param>
    /// <param name="now">The monotonic time.</param>
    /// <param name="output">Takes what is to be done about it.</param>
    public void ProbeAnswered(IPAddress address, PhysicalAddress? holder, TimeSpan now, IDhcpOutput output)
    {
        uint number = Ipv4.ToUInt32(address);
        LeaseSlot? slot = _pool.At(number, now);

        // A client answers for the address that it was given, or still has from before; only another's is in use.
        if (slot is null || slot.State != LeaseState.Offered || slot.Mac.Equals(holder))
            return;
        PendingOffer? pending = _pending.Find(number);
        output.Raise(new DhcpEvent(DhcpEventKind.AddressInUse, slot.Mac, slot.IPAddress, Detail: holder is null ? "somebody answered on it; it rests" : $"{holder} has it; it rests"));
        _pool.Rest(slot, now);
        if (pending is null)
            return;
        _pending.Cancel(pending);
        if (_packet.Read(pending.Datagram, pending.Length) == DhcpParseError.None)
            OfferTo(pending.Key, pending.Datagram, pending.Length, now, output);
    }

    /// <summary>Sends the offers whose probes stayed without an answer.</summary>
    public void Tick(TimeSpan now, IDhcpOutput output)
    {
        while (_pending.TakeDue(now) is { } pending)
        {
            pending.Slot.Probing = false;

            // The hold may have ended meanwhile, or the client asked for the address at once and has it.
            if (_pool.Find(pending.Key, now) == pending.Slot && _packet.Read(pending.Datagram, pending.Length) == DhcpParseError.None)
                SendOffer(pending.Slot, pending.Key, now, output);
        }
    }

    private void Dispatch(ClientKey key, byte[] datagram, int length, TimeSpan now, IDhcpOutput output)
    {
        // A phone leaves its name out of DECLINE and RELEASE; these are judged by the lease alone and get no answer.
        if (_packet.MessageType == DhcpMessageType.Decline)
            Decline(key, now, output);
        else if (_packet.MessageType == DhcpMessageType.Release)
            Release(key, now, output);
        else if (_packet.MessageType is not (DhcpMessageType.Discover or DhcpMessageType.Request or DhcpMessageType.Inform))
            Raise(output, DhcpEventKind.Malformed, null, "a server's message in a client's frame");
        else if (!_settings.AllowAnyClient && !ClientPolicy.IsCiscoPhone(_packet))
            Raise(output, DhcpEventKind.Ignored, null, "not a Cisco phone");
        else if (_packet.MessageType == DhcpMessageType.Discover)
            Discover(key, datagram, length, now, output);
        else if (_packet.MessageType == DhcpMessageType.Request)
            Request(key, now, output);
        else
            Inform(output);
    }

    private void Discover(ClientKey key, byte[] datagram, int length, TimeSpan now, IDhcpOutput output)
    {
        Raise(output, DhcpEventKind.Discovered, null, null);
        OfferTo(key, datagram, length, now, output);
    }

    private void OfferTo(ClientKey key, byte[] datagram, int length, TimeSpan now, IDhcpOutput output)
    {
        _packet.Options.TryGetUInt32(DhcpOptionCode.RequestedAddress, out uint requested);
        LeaseSlot? slot = _pool.Choose(key, requested, now);
        if (slot is null)
        {
            Raise(output, DhcpEventKind.PoolExhausted, null, "no free address is left");
            return;
        }

        if (slot.Probing && _pending.Find(slot.Address) is { } pending)
        {
            pending.Keep(datagram, length);
            return;
        }

        bool unproven = slot.State == LeaseState.Free && _settings.ProbeWait > TimeSpan.Zero;
        _pool.Offer(slot, key, _packet.Mac, IdentifierOf(slot), now);
        if (unproven)
            StartProbe(slot, key, datagram, length, now, output);
        else
            SendOffer(slot, key, now, output);
    }

    private void StartProbe(LeaseSlot slot, ClientKey key, byte[] datagram, int length, TimeSpan now, IDhcpOutput output)
    {
        slot.Probing = true;
        var pending = new PendingOffer(slot, key, now + _settings.ProbeWait);
        pending.Keep(datagram, length);
        _pending.Add(pending);
        output.Probe(slot.IPAddress);
    }

    private void SendOffer(LeaseSlot slot, ClientKey key, TimeSpan now, IDhcpOutput output)
    {
        // The hold counts from the OFFER, not from the probe before it.
        _pool.Offer(slot, key, slot.Mac, slot.ClientId, now);
        int length = _reply.WriteOffer(_packet, slot.Address);
        Raise(output, DhcpEventKind.Offered, slot.IPAddress, null);
        output.Send(_reply.Buffer, length, DeliveryTo(slot));
    }

    private void Request(ClientKey key, TimeSpan now, IDhcpOutput output)
    {
        RequestVerdict verdict = _rules.Judge(_packet, key, now);
        switch (verdict.Answer)
        {
            case RequestAnswer.Ack:
                Acknowledge(verdict.Slot!, key, now, output);
                break;
            case RequestAnswer.Nak:
                int length = _reply.WriteNak(_packet, Encoding.ASCII.GetBytes(verdict.Reason!));
                output.Send(_reply.Buffer, length, DhcpReply.DeliveryOfNak(_packet));
                Raise(output, DhcpEventKind.Refused, AddressAskedFor(), verdict.Reason);
                break;
            case RequestAnswer.OfferDeclined:
                Withdraw(verdict.Slot!, now);
                break;
        }
    }

    private void Acknowledge(LeaseSlot slot, ClientKey key, TimeSpan now, IDhcpOutput output)
    {
        if (_pending.Find(slot.Address) is { } pending)
            _pending.Cancel(pending);
        _pool.Bind(slot, key, _packet.Mac, IdentifierOf(slot), now);
        output.Record(slot.ToLease());
        int length = _reply.WriteAck(_packet, slot.Address);

        // Told first: a phone asks for its first file as soon as it has the ACK (a 7942 within 50 ms), and whoever follows it is to know
        // its address by then.
        Raise(output, DhcpEventKind.Acknowledged, slot.IPAddress, null, renewal: _packet.ClientAddress == slot.Address);
        output.Send(_reply.Buffer, length, DeliveryTo(slot));
    }

    private void Withdraw(LeaseSlot slot, TimeSpan now)
    {
        if (_pending.Find(slot.Address) is { } pending)
            _pending.Cancel(pending);
        _pool.Free(slot, now);
    }

    private void Decline(ClientKey key, TimeSpan now, IDhcpOutput output)
    {
        LeaseSlot? slot = _pool.Find(key, now);
        if (slot is null || !NamesThisServer() || AskedFor() != slot.Address)
            return;
        Withdraw(slot, now);
        Lease lease = slot.ToLease();
        bool wasBound = slot.WasBound;
        _pool.Rest(slot, now);
        if (wasBound)
            output.Record(lease);
        Raise(output, DhcpEventKind.Declined, slot.IPAddress, "the client found the address in use; it rests");
    }

    private void Release(ClientKey key, TimeSpan now, IDhcpOutput output)
    {
        LeaseSlot? slot = _pool.Find(key, now);
        bool otherServer = _packet.Options.Has(DhcpOptionCode.ServerIdentifier) && !NamesThisServer();
        if (slot is not { State: LeaseState.Bound } || otherServer || _packet.ClientAddress != slot.Address)
            return;
        _pool.Free(slot, now);
        output.Record(slot.ToLease());
        Raise(output, DhcpEventKind.Released, slot.IPAddress, null);
    }

    private void Inform(IDhcpOutput output)
    {
        // An address that cannot be a neighbour's would send our answer off this network.
        if (!_pool.Range.IsHost(_packet.ClientAddress))
            return;
        int length = _reply.WriteInformAck(_packet);
        output.Send(_reply.Buffer, length, DhcpReply.DeliveryTo(_packet, null));
        Raise(output, DhcpEventKind.Informed, Ipv4.ToAddress(_packet.ClientAddress), null);
    }

    // A DISCOVER may carry any ciaddr; unicast goes to a host of this subnet only, so that nobody turns the server against a third party.
    private DhcpDelivery DeliveryTo(LeaseSlot slot)
    {
        if (_packet.RelayAddress == 0 && _packet.ClientAddress != 0 && !_pool.Range.IsHost(_packet.ClientAddress))
            return DhcpDelivery.Broadcast(68);
        return DhcpReply.DeliveryTo(_packet, _packet.ClientAddress == slot.Address ? slot.IPAddress : null);
    }

    private bool NamesThisServer() =>
        _packet.Options.TryGetUInt32(DhcpOptionCode.ServerIdentifier, out uint server) && server == _pool.Range.Server;

    private uint AskedFor() =>
        _packet.Options.TryGetUInt32(DhcpOptionCode.RequestedAddress, out uint requested) ? requested : _packet.ClientAddress;

    private IPAddress AddressAskedFor() => Ipv4.ToAddress(AskedFor());

    private byte[]? IdentifierOf(LeaseSlot slot)
    {
        ArraySegment<byte> identifier = _packet.Options.Get(DhcpOptionCode.ClientIdentifier);
        if (identifier.Count == 0)
            return null;
        byte[]? known = slot.ClientId;
        if (known is not null && known.Length == identifier.Count)
        {
            int same = 0;
            while (same < known.Length && known[same] == identifier.Array[identifier.Offset + same])
                same++;
            if (same == known.Length)
                return known;
        }

        var copy = new byte[identifier.Count];
        Buffer.BlockCopy(identifier.Array, identifier.Offset, copy, 0, copy.Length);
        return copy;
    }

    private void Raise(IDhcpOutput output, DhcpEventKind kind, IPAddress? address, string? detail, bool renewal = false) => output.Raise(new DhcpEvent(
        kind,
        _packet.Mac,
        address,
        _packet.Options.GetText(DhcpOptionCode.VendorClass),
        _packet.Options.GetText(DhcpOptionCode.HostName),
        detail,
        renewal));
}
