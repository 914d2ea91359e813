using System;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Why a station cannot start or go on, in words that say what to do. Every front shows <see cref="Exception.Message"/> as it is.</summary>
public class StationException : Exception
{
    public StationException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
