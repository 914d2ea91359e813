namespace CiscoPhoneRecovery.Dhcp;

/// <summary>What a REQUEST gets.</summary>
internal enum RequestAnswer
{
    /// <summary>Nothing: it is not for us, or we know nothing of the client.</summary>
    Silence,

    /// <summary>Nothing, and an offer of ours is free again: the client chose another server.</summary>
    OfferDeclined,

    Ack,

    Nak,
}

/// <summary>What a REQUEST gets, for which address, and why not.</summary>
internal readonly struct RequestVerdict
{
    private RequestVerdict(RequestAnswer answer, LeaseSlot? slot, string? reason)
    {
        Answer = answer;
        Slot = slot;
        Reason = reason;
    }

    public RequestAnswer Answer { get; }

    /// <summary>The address to lease or to free.</summary>
    public LeaseSlot? Slot { get; }

    /// <summary>Why a NAK is sent: option 56, and the event's detail.</summary>
    public string? Reason { get; }

    public static RequestVerdict Silence => default;

    public static RequestVerdict OfferDeclined(LeaseSlot slot) => new(RequestAnswer.OfferDeclined, slot, null);

    public static RequestVerdict Ack(LeaseSlot slot) => new(RequestAnswer.Ack, slot, null);

    public static RequestVerdict Nak(string reason) => new(RequestAnswer.Nak, null, reason);
}
