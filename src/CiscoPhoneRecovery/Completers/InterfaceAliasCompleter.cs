using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Net.NetworkInformation;

namespace CiscoPhoneRecovery.Completers;

/// <summary>Completes interface names, those with a link first.</summary>
public sealed class InterfaceAliasCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var pattern = WildcardPattern.Get((wordToComplete ?? string.Empty).Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
            return NetworkInterface.GetAllNetworkInterfaces()
                .Where(n => n.NetworkInterfaceType != NetworkInterfaceType.Loopback && pattern.IsMatch(n.Name))
                .OrderBy(n => n.OperationalStatus != OperationalStatus.Up).ThenBy(n => n.Name, StringComparer.OrdinalIgnoreCase)
                .Select(n => new CompletionResult(Quoting.Argument(n.Name), n.Name, CompletionResultType.ParameterValue, $"{n.Description} ({n.OperationalStatus})"))
                .ToList();
        }
        catch (NetworkInformationException)
        {
            // A completer that throws leaves the prompt with nothing; no names is the better answer.
            return [];
        }
    }
}
