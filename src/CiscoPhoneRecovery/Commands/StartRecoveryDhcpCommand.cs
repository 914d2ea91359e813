using System;
using System.Management.Automation;
using System.Net;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Jobs;

namespace CiscoPhoneRecovery.Commands;

/// <summary>Starts the DHCP server of a recovery network as a job.</summary>
[Cmdlet(VerbsLifecycle.Start, "RecoveryDhcp", SupportsShouldProcess = true)]
[OutputType(typeof(RecoveryDhcpJob))]
public sealed class StartRecoveryDhcpCommand : StartServerCmdlet
{
    [Parameter]
    [ValidateRange(8, 30)]
    public int PrefixLength { get; set; } = 24;

    [Parameter]
    [ValidateIPv4(AllowLoopback = true)]
    public IPAddress? RangeStart { get; set; }

    [Parameter]
    [ValidateIPv4(AllowLoopback = true)]
    public IPAddress? RangeEnd { get; set; }

    [Parameter]
    [ValidateIPv4(AllowLoopback = true)]
    public IPAddress? Router { get; set; }

    /// <summary>Options 150 and 66; the station itself when left out.</summary>
    [Parameter]
    [ValidateIPv4(AllowLoopback = true)]
    [ValidateCount(1, 8)]
    public IPAddress[]? TftpServer { get; set; }

    [Parameter]
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Answer every client, not only Cisco phones.</summary>
    [Parameter]
    public SwitchParameter AllowAnyClient { get; set; }

    /// <summary>Hand out addresses without asking first whether somebody has them.</summary>
    [Parameter]
    public SwitchParameter SkipAddressProbe { get; set; }

    /// <summary>A file that keeps the leases, so that each phone has the same address after a restart of the server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; } = 67;

    protected override void ProcessRecord()
    {
        string? nic = ResolveInterface();
        DhcpServerOptions options = Options(nic);
        string target = nic ?? IPAddress.ToString();
        if (ShouldProcess(target, $"Serve DHCP on {IPAddress}:{Port}, {options.Settings.RangeStart} to {options.Settings.RangeEnd}"))
        {
            Launch(new RecoveryDhcpJob(MyInvocation.Line.Trim(), Name ?? "RecoveryDhcp", options), target);
        }
    }

    private DhcpServerOptions Options(string? nic)
    {
        DhcpSettings? settings = null;
        try
        {
            settings = RecoveryNetwork.Settings(IPAddress, PrefixLength, RangeStart, RangeEnd, Router);
        }
        catch (ArgumentException e)
        {
            ThrowTerminatingError(Errors.RangeInvalid(e.Message, IPAddress));
        }

        return new DhcpServerOptions
        {
            Settings = settings! with
            {
                TftpServers = TftpServer ?? settings.TftpServers,
                LeaseTime = LeaseTime,
                AllowAnyClient = AllowAnyClient,
                ProbeWait = Rehearsal || SkipAddressProbe ? TimeSpan.Zero : settings.ProbeWait,
            },
            InterfaceName = nic,
            ServerPort = Port,
            ReplyToSender = Rehearsal,
            JournalPath = JournalPath is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(JournalPath),
            Force = Force,
        };
    }
}
