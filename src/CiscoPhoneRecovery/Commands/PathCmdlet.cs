using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace CiscoPhoneRecovery.Commands;

/// <summary>A cmdlet that reads files or folders: -Path with wildcards, -LiteralPath without.</summary>
public abstract class PathCmdlet : RecoveryCmdlet
{
    internal const string WithWildcards = "Path";
    internal const string AsItIs = "LiteralPath";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithWildcards, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = AsItIs, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>The paths asked for, in the file system's own spelling; an error for each that is not there.</summary>
    private protected IEnumerable<string> ResolvePaths()
    {
        foreach (string asked in (ParameterSetName == WithWildcards ? Path : LiteralPath)!)
        {
            foreach (string path in Resolve(asked))
            {
                yield return path;
            }
        }
    }

    private IEnumerable<string> Resolve(string asked)
    {
        Collection<string> found;
        ProviderInfo? provider = null;
        try
        {
            if (ParameterSetName == WithWildcards)
            {
                found = SessionState.Path.GetResolvedProviderPathFromPSPath(asked, out provider);
            }
            else
            {
                found = [SessionState.Path.GetUnresolvedProviderPathFromPSPath(asked, out provider, out _)];
            }
        }
        catch (ItemNotFoundException)
        {
            found = [];
        }
        catch (DriveNotFoundException)
        {
            found = [];
        }

        if (provider is not null && provider.ImplementingType != typeof(FileSystemProvider))
        {
            WriteError(Errors.NotFileSystem(asked));
            return [];
        }

        bool exists = found.Count > 0 && (ParameterSetName == WithWildcards || System.IO.File.Exists(found[0]) || System.IO.Directory.Exists(found[0]));
        if (!exists)
        {
            WriteError(Errors.PathNotFound(asked));
            return [];
        }

        return found;
    }
}
