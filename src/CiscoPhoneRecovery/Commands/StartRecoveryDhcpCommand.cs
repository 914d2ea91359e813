using System;
using System.Management.Automation;
using System.Net;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Hosting.Nic;
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

    /// <summary>A file that keeps the leases, so that each phone has the same address after a restart of the server. The event journal lies beside it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    /// <summary>Do not ask recovered phones by HTTP which load they run.</summary>
    [Parameter]
    public SwitchParameter NoVerify { get; set; }

    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; } = 67;

    protected override void ProcessRecord()
    {
        string? nic = ResolveInterface();
        StationJournals? journals = Journals(JournalPath);
        DhcpServerOptions options = Options(nic, journals);
        string target = nic ?? IPAddress.ToString();
        if (ShouldProcess(target, $"Serve DHCP on {IPAddress}:{Port}, {options.Settings.RangeStart} to {options.Settings.RangeEnd}"))
        {
            var job = new RecoveryDhcpJob(MyInvocation.Line.Trim(), Name ?? "RecoveryDhcp", options)
            {
                EventJournal = journals?.Events,
                EventJournalWasNamed = journals?.AreNamed == true,
                Verify = !NoVerify,
            };
            Launch(job, target);
        }
    }

    private DhcpServerOptions Options(string? nic, StationJournals? journals)
    {
        if (new NicAddress { Address = IPAddress.ToString(), PrefixLength = PrefixLength }.Objection is string objection)
        {
            ThrowTerminatingError(Errors.AddressInvalid(objection, IPAddress));
        }

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
            JournalPath = journals?.Leases,
            JournalIsOptional = journals?.AreNamed == false,
            Force = Force,
        };
    }
}
