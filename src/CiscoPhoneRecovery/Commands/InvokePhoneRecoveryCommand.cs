using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using CiscoPhoneRecovery.Completers;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Hosting.Nic;
using CiscoPhoneRecovery.Jobs;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Commands;

/// <summary>A whole recovery: expands the zips, prepares the NIC, serves, waits for the phones, and puts the NIC back, whatever happened.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PhoneRecovery", SupportsShouldProcess = true)]
[OutputType(typeof(PhoneRecoveryStatus))]
public sealed class InvokePhoneRecoveryCommand : NicAddressCmdlet
{
    private readonly List<string> _zips = [];
    private readonly List<RecoveryJob> _servers = [];

    /// <summary>The zips from cisco.com.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The NIC; left out, the one that Get-RecoveryNic recommends.</summary>
    [Parameter(Position = 1)]
    [Alias("ifAlias")]
    [ArgumentCompleter(typeof(InterfaceAliasCompleter))]
    [ValidateNotNullOrEmpty]
    public string? InterfaceAlias { get; set; }

    /// <summary>The root to expand into; left out, a folder of the user's temporary files.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    [Parameter]
    [ValidateRange(1, 4096)]
    public int Count { get; set; } = 1;

    [Parameter]
    [ValidateRange(1, 604800)]
    public int TimeoutSeconds { get; set; } = 7200;

    [Parameter]
    public SwitchParameter SkipFirewallRule { get; set; }

    /// <summary>Make no XMLDefault.cnf.xml for phones that were not reset.</summary>
    [Parameter]
    public SwitchParameter NoDefaultConfig { get; set; }

    /// <summary>A file that keeps the leases; the event journal lies beside it. Left out, leases are kept in memory, and events in the folder of the module's state.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    /// <summary>Do not ask recovered phones by HTTP which load they run.</summary>
    [Parameter]
    public SwitchParameter NoVerify { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>For software phones on loopback: no NIC is touched.</summary>
    [Parameter]
    public SwitchParameter Rehearsal { get; set; }

    [Parameter]
    [ValidateRange(0, 65535)]
    public int DhcpPort { get; set; } = 67;

    [Parameter]
    [ValidateRange(0, 65535)]
    public int TftpPort { get; set; } = 69;

    private protected override bool AllowsLoopback => Rehearsal;

    protected override void ProcessRecord() => _zips.AddRange(Path.SelectMany(p => InputPath.Resolve(this, p, wildcards: true)));

    protected override void EndProcessing()
    {
        if (_zips.Count == 0)
        {
            return;
        }

        string root = DestinationPath is null
            ? System.IO.Path.Combine(System.IO.Path.GetTempPath(), "CiscoPhoneRecovery-root")
            : SessionState.Path.GetUnresolvedProviderPathFromPSPath(DestinationPath);
        NicState? nic = Rehearsal ? null : OrEnd(ChooseNic);
        var options = new RecoveryNicOptions { Address = Wanted, Firewall = !SkipFirewallRule, Force = Force };
        if (!Approve(root, nic, options))
        {
            return;
        }

        Staging.Warn(this, Staging.Run(this, _zips, root, new StagingOptions { Force = Force, Rehearsal = Rehearsal }, Cancellation));
        bool changed = nic is not null && OrEnd(() => Prepare(nic, options));
        try
        {
            Serve(root, nic?.Name);
            Say($"Now power the phones up with # held down until the line lights flash, then type 123456789*0#. Waiting for {Count}; Ctrl+C ends it.");
            new PhoneWait(this, Count, null, TimeSpan.FromSeconds(TimeoutSeconds)) { Since = DateTimeOffset.Now }.Run(Cancellation);
        }
        finally
        {
            _servers.ForEach(s => s.Dispose());
            if (changed)
            {
                PutBack(nic!);
            }
        }
    }

    private NicState ChooseNic()
    {
        IReadOnlyList<NicState> all = Configurator.List();
        if (InterfaceAlias is null)
        {
            (NicState? best, string reason) = NicFitness.Recommend(all, Wanted);
            return best ?? throw new NicException(NicFault.NicUnfit, $"No interface stands out: {reason}.", "Name it with -InterfaceAlias; Get-RecoveryNic lists them.");
        }

        return all.FirstOrDefault(n => string.Equals(n.Name, InterfaceAlias, StringComparison.OrdinalIgnoreCase))
            ?? throw new NicException(NicFault.NicNotFound, $"No interface is called '{InterfaceAlias}'.", $"The interfaces of this PC: {string.Join(", ", all.Select(n => n.Name))}.");
    }

    /// <summary>Each step by itself, so that -WhatIf lists them all.</summary>
    private bool Approve(string root, NicState? nic, RecoveryNicOptions options)
    {
        bool approved = ShouldProcess(root, $"Check and expand {_zips.Count} zips");
        if (nic is not null)
        {
            IReadOnlyList<string> plan = OrEnd(() =>
            {
                Transaction.Check(nic, options);
                return Transaction.Plan(nic, options);
            });
            approved &= plan.Count == 0 || ShouldProcess(nic.Name, $"Prepare for a recovery: {string.Join("; ", plan)}");
        }

        string where = nic?.Name ?? IPAddress.ToString();
        approved &= ShouldProcess(where, $"Serve '{root}' over TFTP on {IPAddress}:{TftpPort}");
        string look = nic is null ? string.Empty : "Look for another DHCP server, and unless there is one ";
        approved &= ShouldProcess(where, $"{look}serve DHCP on {IPAddress}:{DhcpPort}");
        approved &= ShouldProcess(where, $"Wait for {(Count == 1 ? "a phone" : $"{Count} phones")}, {TimeoutSeconds} seconds at most");
        return (nic is null || ShouldProcess(nic.Name, "Put back as it is now, whatever happened")) && approved;
    }

    private bool Prepare(NicState nic, RecoveryNicOptions options)
    {
        try
        {
            NicChange change = Transaction.Apply(nic, options, Cancellation);
            foreach (string warning in change.Warnings)
            {
                WriteWarning(warning);
            }

            return change.Steps.Count > 0;
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private void Serve(string root, string? nic)
    {
        try
        {
            LoadReport report = RootReader.Read(root, new LoadJudgeOptions { Rehearsal = Rehearsal }, Cancellation);
            if (!report.Coverage.Any(c => c.IsRecovered) && !Force)
            {
                ThrowTerminatingError(Errors.RootRefused(root, string.Join(" ", report.AllProblems.Select(p => p.ToString()).Distinct())));
            }

            var files = new DiskRoot(root);
            if (!NoDefaultConfig && XmlDefaultConfig.ForRoot(report, IPAddress) is { } config)
            {
                files.AddVirtual(XmlDefaultConfig.FileName, config);
            }

            var tftp = new TftpServerOptions { Address = IPAddress, Port = TftpPort, InterfaceName = nic };
            StationJournals? journals = Rehearsal && JournalPath is null
                ? null
                : StationJournals.For(IPAddress, JournalPath is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(JournalPath));
            Begin(new RecoveryTftpJob(MyInvocation.Line.Trim(), "RecoveryTftp", root, files, tftp, new BundleOutlines(report.Loads).Find) { EventJournal = journals?.Events, EventJournalWasNamed = journals?.AreNamed == true });
            var dhcp = new DhcpServerOptions
            {
                Settings = RecoveryNetwork.Settings(IPAddress, PrefixLength, null, null, null) with { ProbeWait = Rehearsal ? TimeSpan.Zero : new Dhcp.DhcpSettings().ProbeWait },
                InterfaceName = nic,
                ServerPort = DhcpPort,
                ReplyToSender = Rehearsal,
                JournalPath = journals?.Leases,
                JournalIsOptional = journals?.AreNamed == false,
                Force = Force,
            };
            Begin(new RecoveryDhcpJob(MyInvocation.Line.Trim(), "RecoveryDhcp", dhcp) { EventJournal = journals?.Events, EventJournalWasNamed = journals?.AreNamed == true, Verify = !NoVerify });
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (StationException e)
        {
            ThrowTerminatingError(Errors.From(e, nic ?? IPAddress.ToString()));
        }
    }

    private void Begin(RecoveryJob server)
    {
        _servers.Add(server);
        server.Begin();
        WriteVerbose($"{server.PSJobTypeName} listens on {server.Location}.");
        if (server.JournalFailure is { } failure && _servers.Count == 1)
        {
            WriteWarning($"{failure.Message} {failure.Advice}");
        }
    }

    /// <summary>Runs after Ctrl+C as well, when nothing may be written any more.</summary>
    private void PutBack(NicState nic)
    {
        try
        {
            if (Snapshots.Load(nic.Id) is NicSnapshot snapshot)
            {
                Transaction.Restore(snapshot);
            }
        }
        catch (NicException e)
        {
            // A stopped pipeline takes no error any more; the snapshot stays, and the next run or Restore-RecoveryNic tells of it.
            if (!Stopping)
            {
                WriteError(Errors.From(e, nic.Name));
            }
        }
    }

    private void Say(string text) =>
        WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST", "CiscoPhoneRecovery"]);
}
