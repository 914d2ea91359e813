using System;
using System.Collections.Generic;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>
/// Calls PowerShell commands of the Windows networking modules, without a reference to PowerShell. Those commands are the CIM classes of
/// root/StandardCimv2, so this is the system's own interface; property values come as text, because enumerations arrive as
/// numbers, names or deserialised strings depending on the host.
/// </summary>
public interface INetCommands : IDisposable
{
    bool Exists(string command);

    /// <summary>Runs one command to its end. It asks nothing, whatever the caller's preferences.</summary>
    /// <param name="command">Such as New-NetIPAddress.</param>
    /// <param name="parameters">By name; a value is a string, a number, a string array, or true for a switch.</param>
    /// <param name="properties">Properties to read off each object that the command writes.</param>
    /// <returns>One set of properties an object; a null property is one that the object lacks.</returns>
    /// <exception cref="NetCommandException">The command failed.</exception>
    IReadOnlyList<IReadOnlyDictionary<string, string?>> Invoke(string command, IReadOnlyDictionary<string, object> parameters, params string[] properties);
}

/// <summary>A command of the networking modules failed.</summary>
public sealed class NetCommandException : Exception
{
    public NetCommandException(string message, bool notFound, bool denied, Exception? inner = null)
        : base(message, inner)
    {
        IsNotFound = notFound;
        IsDenied = denied;
    }

    /// <summary>The object asked for does not exist; a Get with no match ends like this.</summary>
    public bool IsNotFound { get; }

    /// <summary>Rights are missing.</summary>
    public bool IsDenied { get; }
}
