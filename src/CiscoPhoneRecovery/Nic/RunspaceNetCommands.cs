using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using CiscoPhoneRecovery.Hosting.Nic;

namespace CiscoPhoneRecovery.Nic;

/// <summary>
/// Calls the networking commands in a runspace of its own. Not in the caller's: Ctrl+C would stop the calls that undo a change as well, and
/// preferences, aliases and functions of the session would take part.
/// </summary>
internal sealed class RunspaceNetCommands : INetCommands
{
    private readonly Dictionary<string, bool> _exists = new(StringComparer.OrdinalIgnoreCase);
    private Runspace? _runspace;

    public bool Exists(string command)
    {
        if (!_exists.TryGetValue(command, out bool exists))
        {
            // The commands are functions (CDXML), so a look-up of cmdlets alone would miss them.
            using PowerShell shell = NewShell();
            exists = shell.AddCommand("Get-Command").AddParameter("Name", command).AddParameter("ErrorAction", ActionPreference.Ignore).Invoke().Count > 0;
            _exists[command] = exists;
        }

        return exists;
    }

    public IReadOnlyList<IReadOnlyDictionary<string, string?>> Invoke(string command, IReadOnlyDictionary<string, object> parameters, params string[] properties)
    {
        using PowerShell shell = NewShell();
        shell.AddCommand(command).AddParameter("ErrorAction", ActionPreference.Stop);
        if (!command.StartsWith("Get-", StringComparison.Ordinal))
        {
            // Remove-Net* ask by themselves.
            shell.AddParameter("Confirm", false).AddParameter("WhatIf", false);
        }

        foreach (KeyValuePair<string, object> parameter in parameters)
        {
            shell.AddParameter(parameter.Key, parameter.Value);
        }

        try
        {
            Collection<PSObject> found = shell.Invoke();
            return found.Where(o => o is not null).Select(o => Read(o, properties)).ToList();
        }
        catch (RuntimeException e)
        {
            ErrorCategory category = e.ErrorRecord.CategoryInfo.Category;
            throw new NetCommandException(
                e.ErrorRecord.Exception?.Message ?? e.Message,
                notFound: category == ErrorCategory.ObjectNotFound && e is not CommandNotFoundException,
                denied: category is ErrorCategory.PermissionDenied or ErrorCategory.SecurityError,
                e);
        }
    }

    public void Dispose() => _runspace?.Dispose();

    private static IReadOnlyDictionary<string, string?> Read(PSObject found, string[] properties) =>
        properties.ToDictionary(p => p, p => Text(found.Properties[p]?.Value), StringComparer.OrdinalIgnoreCase);

    private static string? Text(object? value) => value switch
    {
        null => null,
        PSObject { BaseObject: IEnumerable and not string } wrapped => Text(wrapped.BaseObject),
        string text => text,
        IEnumerable many => string.Join(",", many.Cast<object?>().Select(Text)),
        _ => LanguagePrimitives.ConvertTo<string>(value),
    };

    private PowerShell NewShell()
    {
        if (_runspace is null)
        {
            _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
            _runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
            _runspace.Open();
        }

        PowerShell shell = PowerShell.Create();
        shell.Runspace = _runspace;
        return shell;
    }
}
