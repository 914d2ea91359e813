using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using CiscoPhoneRecovery.Completers;
using CiscoPhoneRecovery.Hosting.Nic;
using CiscoPhoneRecovery.Nic;

namespace CiscoPhoneRecovery.Commands;

/// <summary>The NICs of this PC, the one to take first, the unfit ones with the reason.</summary>
[Cmdlet(VerbsCommon.Get, "RecoveryNic")]
[OutputType(typeof(RecoveryNic))]
public sealed class GetRecoveryNicCommand : NicAddressCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("ifAlias", "Name")]
    [ArgumentCompleter(typeof(InterfaceAliasCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] InterfaceAlias { get; set; } = ["*"];

    protected override void ProcessRecord()
    {
        NicAddress wanted = Wanted;
        IReadOnlyList<NicState> all = OrEnd(() => Configurator.List());
        List<RecoveryNic> nics = all.Select(n => Describe(n, all, wanted))
            .OrderByDescending(n => n.IsRecommended).ThenByDescending(n => n.State).ThenBy(n => n.InterfaceIndex).ToList();

        foreach (string alias in InterfaceAlias)
        {
            var pattern = WildcardPattern.Get(alias, WildcardOptions.IgnoreCase);
            List<RecoveryNic> found = nics.Where(n => pattern.IsMatch(n.InterfaceAlias)).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(alias))
            {
                WriteError(Errors.NicNotFound(alias, string.Join(", ", all.Select(n => n.Name))));
            }

            WriteObject(found, enumerateCollection: true);
        }

        (NicState? recommended, string reason) = NicFitness.Recommend(all, wanted);
        if (recommended is null)
        {
            WriteWarning($"No interface stands out: {reason}.");
        }
        else
        {
            WriteVerbose($"{recommended.Name} is recommended: {reason}.");
        }
    }
}
