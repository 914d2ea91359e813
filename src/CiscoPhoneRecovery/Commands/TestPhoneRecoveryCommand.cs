using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using CiscoPhoneRecovery.Completers;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Hosting.Nic;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Commands;

/// <summary>Checks the PC and the root, and rehearses with software phones. Changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "PhoneRecovery")]
[OutputType(typeof(PhoneRecoveryCheck))]
public sealed class TestPhoneRecoveryCommand : NicAddressCmdlet
{
    /// <summary>The root; left out, made-up bundles are rehearsed.</summary>
    [Parameter(Position = 0)]
    [Alias("RootPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The NIC; left out, the one that Get-RecoveryNic recommends.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ifAlias")]
    [ArgumentCompleter(typeof(InterfaceAliasCompleter))]
    [ValidateNotNullOrEmpty]
    public string? InterfaceAlias { get; set; }

    [Parameter]
    public SwitchParameter SkipRehearsal { get; set; }

    protected override void ProcessRecord()
    {
        WriteObject(CheckRights());
        WriteObject(CheckNic(out NicState? nic), enumerateCollection: true);
        WriteObject(CheckPort("DHCP port", 67));
        WriteObject(CheckPort("TFTP port", 69));
        WriteObject(CheckFirewall(nic));
        WriteObject(CheckForeignServer(nic));
        if (Path is not null)
        {
            WriteObject(CheckRoot(SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path)));
        }

        WriteObject(SkipRehearsal ? Skipped("Rehearsal", "not wanted") : Rehearse());
    }

    private static PhoneRecoveryCheck Passed(string name, string detail) => new(name, PhoneRecoveryCheckResult.Passed, detail);

    private static PhoneRecoveryCheck Failed(string name, string detail, string? advice) => new(name, PhoneRecoveryCheckResult.Failed, detail, advice);

    private static PhoneRecoveryCheck Skipped(string name, string detail) => new(name, PhoneRecoveryCheckResult.Skipped, detail);

    private PhoneRecoveryCheck CheckRights() => OrEnd(() => Configurator).IsElevated
        ? Passed("Rights", "the NIC and the ports may be used")
        : Failed("Rights", "no administrator or root rights", "Start PowerShell with \"Run as administrator\", or use sudo.");

    private IEnumerable<PhoneRecoveryCheck> CheckNic(out NicState? nic)
    {
        NicAddress wanted = Wanted;
        IReadOnlyList<NicState> all = OrEnd(() => Configurator.List());
        (NicState? best, string why) = NicFitness.Recommend(all, wanted);
        NicState? found = InterfaceAlias is null ? best : all.FirstOrDefault(n => string.Equals(n.Name, InterfaceAlias, StringComparison.OrdinalIgnoreCase));
        nic = found;
        if (found is null)
        {
            return [Failed("Interface", InterfaceAlias is null ? why : $"no interface is called '{InterfaceAlias}'", $"The interfaces of this PC: {string.Join(", ", all.Select(n => n.Name))}.")];
        }

        IReadOnlyList<string> reasons = NicFitness.Reasons(found, all, wanted);
        return
        [
            reasons.Count == 0 ? Passed("Interface", $"{found.Name} is fit") : Failed("Interface", $"{found.Name}: {string.Join("; ", reasons)}", "Take another interface, such as a USB Ethernet adapter."),
            found.LinkUp ? Passed("Link", $"{found.Name} has a link") : new PhoneRecoveryCheck("Link", PhoneRecoveryCheckResult.Warning, $"{found.Name} has no link", "Plug the switch in and power it."),
            found.Has(wanted) ? Passed("Address", $"{found.Name} has {wanted}") : new PhoneRecoveryCheck("Address", PhoneRecoveryCheckResult.Warning, $"{found.Name} does not have {wanted} yet", "Set-RecoveryNic gives it; Invoke-PhoneRecovery does so by itself."),
        ];
    }

    private PhoneRecoveryCheck CheckPort(string name, int port)
    {
        PortHolder? holder = OrEnd(() => Configurator.HolderOf(port));
        return holder is null
            ? Passed(name, $"UDP {port} is free")
            : Failed(name, $"UDP {port} is in use by {holder.Name}", "Stop that program: Internet Connection Sharing, another DHCP or TFTP server, or a recovery that is running.");
    }

    private PhoneRecoveryCheck CheckFirewall(NicState? nic)
    {
        if (nic is null || !Configurator.HasFirewall)
        {
            return Skipped("Firewall", nic is null ? "no interface to look at" : "this system's firewall is the administrator's: let UDP 67 and 69 in");
        }

        IReadOnlyList<NicObstacle> obstacles = NicDiagnosis.Firewall(Configurator);
        if (obstacles.Count > 0)
        {
            return Failed("Firewall", string.Join("; ", obstacles.Select(o => o.What)), string.Join(" ", obstacles.Select(o => o.Advice)));
        }

        IReadOnlyList<string> rules = OrEnd(() => Configurator.FirewallRules());
        bool open = rules.Contains(FirewallRule.ForDhcp(nic).Name, StringComparer.OrdinalIgnoreCase) && rules.Contains(FirewallRule.ForTftp(nic).Name, StringComparer.OrdinalIgnoreCase);
        return open
            ? Passed("Firewall", $"UDP 67 and 69 are let in on {nic.Name}")
            : new PhoneRecoveryCheck("Firewall", PhoneRecoveryCheckResult.Warning, $"no rule of this module for {nic.Name} yet", "Set-RecoveryNic makes them; Invoke-PhoneRecovery does so by itself.");
    }

    /// <summary>Starts our server for as long as it looks for others. A phone that asks in that moment gets an offer, which it forgets.</summary>
    private PhoneRecoveryCheck CheckForeignServer(NicState? nic)
    {
        const string Name = "Other DHCP server";
        if (nic is null || !nic.Has(Wanted))
        {
            return Skipped(Name, $"it is looked for once the interface has {IPAddress}");
        }

        try
        {
            var options = new DhcpServerOptions { Settings = RecoveryNetwork.Settings(IPAddress, PrefixLength, null, null, null), InterfaceName = nic.Name };
            using var server = new DhcpServer(options, _ => { });
            server.Start();
            return Passed(Name, $"none was heard within {options.ForeignServerWait.TotalSeconds:0} s");
        }
        catch (ForeignServerException e)
        {
            return Failed(Name, e.Message, e.Advice);
        }
        catch (StationException e)
        {
            return Skipped(Name, e.Message);
        }
    }

    private PhoneRecoveryCheck CheckRoot(string root)
    {
        try
        {
            LoadReport report = RootReader.Read(root, null, Cancellation);
            string[] covered = report.Coverage.Where(c => c.IsRecovered).Select(c => c.Model.ShortName).ToArray();
            LoadProblem? worst = report.AllProblems.OrderByDescending(p => p.Severity).FirstOrDefault(p => p.Severity >= ProblemSeverity.Warning);
            string detail = covered.Length == 0 ? $"recovers no phone{(worst is null ? string.Empty : ": " + worst.What)}" : $"recovers {string.Join(", ", covered)}";
            return covered.Length == 0
                ? Failed("Root", detail, worst?.Advice ?? "Expand-PhoneLoad fills it.")
                : worst is null ? Passed("Root", detail) : new PhoneRecoveryCheck("Root", PhoneRecoveryCheckResult.Warning, $"{detail}; {worst.What}", worst.Advice);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (StationException e)
        {
            return Failed("Root", e.Message, e.Advice);
        }
    }

    private PhoneRecoveryCheck Rehearse()
    {
        try
        {
            using var workspace = new RehearsalWorkspace();
            string root = Path is null ? workspace.Root : SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
            if (Path is null)
            {
                new StagingArea().Stage(workspace.MakeZips(Cancellation), root, new StagingOptions { Rehearsal = true }, null, Cancellation);
            }

            LoadReport report = RootReader.Read(root, new LoadJudgeOptions { Rehearsal = true }, Cancellation);
            using var rehearsal = new Rehearsal(root, report.Coverage.Where(c => c.IsRecovered).Select(c => c.Model));
            rehearsal.Start();
            DateTime giveUp = DateTime.UtcNow.AddMinutes(2);
            while (!rehearsal.IsOver && DateTime.UtcNow < giveUp)
            {
                if (Cancellation.WaitHandle.WaitOne(100))
                {
                    throw new PipelineStoppedException();
                }
            }

            RehearsalResult[] bad = rehearsal.Results().Where(r => r.Problem is not null).ToArray();
            return bad.Length == 0
                ? Passed("Rehearsal", $"{rehearsal.Models.Count} software phones were recovered{(Path is null ? " with made-up bundles" : " from the root")}")
                : Failed("Rehearsal", string.Join("; ", bad.Select(r => $"{r.Status.Model}: {r.Problem}")), "Run it again; when it fails again, another program may interfere with loopback traffic.");
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (StationException e)
        {
            return Failed("Rehearsal", e.Message, e.Advice);
        }
    }
}
