using System;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Why a station cannot start or go on: what is the matter, and what to do about it.</summary>
public class StationException : Exception
{
    /// <param name="message">What is the matter, a sentence that names the file, the NIC or the port.</param>
    /// <param name="advice">What to do, a sentence; null when the message says it all.</param>
    /// <param name="inner">What the system said.</param>
    public StationException(string message, string? advice = null, Exception? inner = null)
        : base(message, inner) => Advice = advice;

    /// <summary>What to do about it.</summary>
    public string? Advice { get; }
}
