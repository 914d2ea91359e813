using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace CiscoPhoneRecovery.Commands;

/// <summary>Paths that a user gives for things that exist.</summary>
internal static class InputPath
{
    /// <summary>What a path or a pattern stands for, in the file system's own spelling; writes an error when that is nothing.</summary>
    public static IReadOnlyList<string> Resolve(PSCmdlet cmdlet, string asked, bool wildcards)
    {
        Collection<string> found = [];
        ProviderInfo? provider = null;
        try
        {
            found = wildcards
                ? cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(asked, out provider)
                : [cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(asked, out provider, out _)];
        }
        catch (SessionStateException)
        {
            // No such item or drive: said below, in the words of this module.
        }

        if (provider is not null && provider.ImplementingType != typeof(FileSystemProvider))
        {
            cmdlet.WriteError(Errors.NotFileSystem(asked));
            return [];
        }

        if (found.Count == 0 || (!wildcards && !File.Exists(found[0]) && !Directory.Exists(found[0])))
        {
            cmdlet.WriteError(Errors.PathNotFound(asked));
            return [];
        }

        return found;
    }
}
