using System;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>A NIC could not be read, prepared or put back.</summary>
public sealed class NicException : Exception
{
    public NicException(NicFault fault, string message, string advice, Exception? inner = null)
        : base(message, inner)
    {
        Fault = fault;
        Advice = advice;
    }

    public NicFault Fault { get; }

    /// <summary>What to do about it, for a person at the bench.</summary>
    public string Advice { get; }
}
