using System;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>Which REQUEST gets an ACK, a NAK or nothing (RFC 2131 section 4.3.2). Looks only; the responder acts.</summary>
internal sealed class RequestRules
{
    public const string WrongNetwork = "address is not of this network";
    public const string OtherAddress = "another address belongs to this client";
    public const string NotToBeHad = "address is not to be had";

    private readonly LeasePool _pool;

    public RequestRules(LeasePool pool) => _pool = pool;

    public RequestVerdict Judge(DhcpPacket request, ClientKey key, TimeSpan now)
    {
        LeaseSlot? own = _pool.Find(key, now);
        bool asks = request.Options.TryGetUInt32(DhcpOptionCode.RequestedAddress, out uint requested);
        if (request.Options.Has(DhcpOptionCode.ServerIdentifier))
            return JudgeSelecting(request, own, asks ? requested : request.ClientAddress, now);
        if (request.ClientAddress != 0)
            return JudgeExtension(request.ClientAddress, own);
        return asks ? JudgeInitReboot(requested, own, now) : RequestVerdict.Silence;
    }

    // The client answers an OFFER. An offer that this server does not remember, because it was restarted meanwhile, is honoured as long
    // as the address is free: a NAK would only send the phone round again.
    private RequestVerdict JudgeSelecting(DhcpPacket request, LeaseSlot? own, uint requested, TimeSpan now)
    {
        if (!request.Options.TryGetUInt32(DhcpOptionCode.ServerIdentifier, out uint server) || server != _pool.Range.Server)
            return own is { State: LeaseState.Offered } ? RequestVerdict.OfferDeclined(own) : RequestVerdict.Silence;
        if (requested == 0)
            return RequestVerdict.Silence;
        if (own is not null)
            return own.Address == requested ? RequestVerdict.Ack(own) : RequestVerdict.Nak(OtherAddress);
        return JudgeUnknown(requested, now);
    }

    // A phone that starts asks first for the address of its last life, and hangs when nobody answers: this server is authoritative here,
    // so it gives the address if it is free and refuses it otherwise, where the RFC would have it silent about unknown clients.
    private RequestVerdict JudgeInitReboot(uint requested, LeaseSlot? own, TimeSpan now)
    {
        if (!_pool.Range.IsInSubnet(requested))
            return RequestVerdict.Nak(WrongNetwork);
        if (own is not null)
            return own.Address == requested ? RequestVerdict.Ack(own) : RequestVerdict.Nak(OtherAddress);
        return JudgeUnknown(requested, now);
    }

    // RENEWING and REBINDING look alike but for the destination address: ciaddr and no server identifier.
    private RequestVerdict JudgeExtension(uint client, LeaseSlot? own)
    {
        // What this server has not leased is another's to extend; a NAK would cost that client its address.
        if (own is null)
            return RequestVerdict.Silence;
        if (!_pool.Range.IsInSubnet(client))
            return RequestVerdict.Nak(WrongNetwork);
        return own.Address == client ? RequestVerdict.Ack(own) : RequestVerdict.Nak(OtherAddress);
    }

    private RequestVerdict JudgeUnknown(uint requested, TimeSpan now) =>
        _pool.At(requested, now) is { State: LeaseState.Free } slot ? RequestVerdict.Ack(slot) : RequestVerdict.Nak(NotToBeHad);
}
