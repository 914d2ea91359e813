using System;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Completers;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Jobs;

namespace CiscoPhoneRecovery.Commands;

/// <summary>What the two Start cmdlets share: where to listen, and the birth of the job.</summary>
public abstract class StartServerCmdlet : RecoveryCmdlet
{
    /// <summary>The NIC; left out, the one that has the address.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ifAlias")]
    [ArgumentCompleter(typeof(InterfaceAliasCompleter))]
    [ValidateNotNullOrEmpty]
    public string? InterfaceAlias { get; set; }

    /// <summary>The station's address.</summary>
    [Parameter]
    [ValidateIPv4(AllowLoopback = true)]
    public IPAddress IPAddress { get; set; } = IPAddress.Parse("10.1.1.2");

    /// <summary>Of the job.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>For software phones on loopback.</summary>
    [Parameter]
    public SwitchParameter Rehearsal { get; set; }

    /// <summary>Where this network's leases and events are written down; of software phones only what a path is given for.</summary>
    /// <param name="leases">The lease journal that the user named, if any.</param>
    private protected StationJournals? Journals(string? leases = null) => Rehearsal && leases is null
        ? null
        : StationJournals.For(IPAddress, leases is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(leases));

    /// <summary>The NIC to bind to; null for a loopback address, which needs none.</summary>
    private protected string? ResolveInterface()
    {
        if (InterfaceAlias is not null || IPAddress.IsLoopback(IPAddress))
        {
            return InterfaceAlias;
        }

        NetworkInterface? owner = NetworkInterface.GetAllNetworkInterfaces()
            .FirstOrDefault(n => n.GetIPProperties().UnicastAddresses.Any(a => a.Address.Equals(IPAddress)));
        if (owner is null)
        {
            ThrowTerminatingError(Errors.AddressMissing(IPAddress));
        }

        return owner!.Name;
    }

    /// <summary>Binds the server, and only then lets the job be seen.</summary>
    private protected void Launch(RecoveryJob job, object target)
    {
        try
        {
            job.Begin();
        }
        catch (StationException e)
        {
            job.Dispose();
            ThrowTerminatingError(Errors.From(e, target));
        }
        catch (ArgumentException e)
        {
            job.Dispose();
            ThrowTerminatingError(Errors.RangeInvalid(e.Message, target));
        }

        if (job.JournalFailure is { } failure)
        {
            WriteWarning($"{failure.Message} {failure.Advice}");
        }

        JobRepository.Add(job);
        WriteVerbose($"{job.PSJobTypeName} listens on {job.Location}.");
        WriteObject(job);
    }
}
