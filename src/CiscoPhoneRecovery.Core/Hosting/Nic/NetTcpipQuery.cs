using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>Runs the Get commands of the Windows networking modules.</summary>
internal sealed class NetTcpipQuery
{
    public const string Index = "InterfaceIndex";

    public NetTcpipQuery(INetCommands commands) => Commands = commands;

    public INetCommands Commands { get; }

    /// <summary>Runs a Get command; "nothing found" is an empty answer, although these commands call it an error.</summary>
    /// <exception cref="NicException">The command failed for another reason.</exception>
    public IReadOnlyList<IReadOnlyDictionary<string, string?>> Get(string command, int? index, (string Name, object Value)[] parameters, params string[] properties)
    {
        Dictionary<string, object> all = parameters.ToDictionary(p => p.Name, p => p.Value);
        if (index is int value)
        {
            all[Index] = (uint)value;
        }

        try
        {
            return Commands.Invoke(command, all, properties);
        }
        catch (NetCommandException e) when (e.IsNotFound)
        {
            return [];
        }
        catch (NetCommandException e)
        {
            throw new NicException(
                e.IsDenied ? NicFault.NotElevated : NicFault.NicChangeFailed,
                $"{command} failed: {e.Message}",
                "The interface could not be read. Try again; see whether the command works by itself.",
                e);
        }
    }
}
