using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Jobs;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Commands;

/// <summary>Waits until phones are recovered, with a bar for the whole and one a phone, and writes them as they are done.</summary>
[Cmdlet(VerbsLifecycle.Wait, "PhoneRecovery", DefaultParameterSetName = ByCount)]
[OutputType(typeof(PhoneRecoveryStatus))]
public sealed class WaitPhoneRecoveryCommand : RecoveryCmdlet
{
    private const string ByCount = "Count";
    private const string ByMac = "MacAddress";

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>How many phones to wait for.</summary>
    [Parameter(Position = 0, ParameterSetName = ByCount)]
    [ValidateRange(1, 4096)]
    public int Count { get; set; } = 1;

    /// <summary>Which phones to wait for.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByMac)]
    [MacAddress]
    public PhysicalAddress[]? MacAddress { get; set; }

    /// <summary>How long to wait before it is an error.</summary>
    [Parameter]
    [ValidateRange(1, 604800)]
    public int TimeoutSeconds { get; set; } = 3600;

    protected override void ProcessRecord()
    {
        if (RecoveryJobs.Running.Count == 0 && PhoneBoards.Phones.Count == 0)
        {
            ThrowTerminatingError(Errors.NothingServes());
        }

        int wanted = MacAddress?.Length ?? Count;
        var clock = Stopwatch.StartNew();
        using var progress = new PhoneProgress(this, wanted);
        while (true)
        {
            List<PhoneRecoveryStatus> phones = PhoneFilter.Only(PhoneBoards.Phones, MacAddress).Where(p => p.State != PhoneState.Ignored).ToList();
            foreach (PhoneRecoveryStatus done in phones.Where(p => p.IsDone && _written.Count < wanted && _written.Add(p.Name)))
            {
                WriteObject(done);
            }

            progress.Show(phones, TimeSpan.FromSeconds(TimeoutSeconds) - clock.Elapsed);
            if (_written.Count >= wanted)
            {
                return;
            }

            if (clock.Elapsed.TotalSeconds > TimeoutSeconds)
            {
                WriteError(Timeout(phones.Where(p => !p.IsDone).ToList(), wanted));
                return;
            }

            if (Cancellation.WaitHandle.WaitOne(s_look))
            {
                throw new PipelineStoppedException();
            }
        }
    }

    private ErrorRecord Timeout(List<PhoneRecoveryStatus> undone, int wanted)
    {
        string states = undone.Count == 0 ? "no other phone was seen" : string.Join("; ", undone.Select(p => $"{p.Name} is {p.State} at {p.PercentComplete}%"));
        IEnumerable<string> advice = undone.Where(p => p.Advice is not null).Select(p => $"{p.Name}: {p.Advice}");
        return Errors.RecoveryTimeout(
            $"{_written.Count} of {wanted} phones are recovered after {TimeoutSeconds} seconds: {states}.",
            string.Join(Environment.NewLine, advice.DefaultIfEmpty(PhoneBoards.BenchAdvice ?? "Wait again: a phone takes ten minutes and more.")));
    }
}
