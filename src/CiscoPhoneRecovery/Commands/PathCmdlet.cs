using System.Collections.Generic;
using System.Management.Automation;

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
            foreach (string path in InputPath.Resolve(this, asked, ParameterSetName == WithWildcards))
            {
                yield return path;
            }
        }
    }
}
