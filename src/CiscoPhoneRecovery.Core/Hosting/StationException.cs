using System;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Why a station cannot start or go on, in words that say what to do. Every front shows <see cref="Exception.Message"/> as it is.</summary>
public class StationException : Exception
{
    public StationException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    public StationException(string message, string advice, Exception? inner = null)
        : base(message, inner) => Advice = advice;

    /// <summary>What to do about it, a sentence; empty where the message says it already.</summary>
    public string Advice { get; } = string.Empty;
}
