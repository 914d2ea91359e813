using System;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Something about this machine keeps the station from working, with what to do about it.</summary>
public class StationException : Exception
{
    public StationException(string message, string advice, Exception? innerException = null)
        : base(message, innerException) => Advice = advice;

    /// <summary>One sentence: what the person at the bench can do.</summary>
    public string Advice { get; }
}
