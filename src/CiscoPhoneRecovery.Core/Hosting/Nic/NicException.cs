using System;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>A NIC could not be read, prepared or put back.</summary>
public sealed class NicException : StationException
{
    public NicException(NicFault fault, string message, string advice, Exception? inner = null)
        : base(message, advice, inner) => Fault = fault;

    public NicFault Fault { get; }
}
