using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Net.NetworkInformation;
using System.Threading;
using CiscoPhoneRecovery.Jobs;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Commands;

/// <summary>Waits for phones on behalf of a cmdlet, and writes each one once when it is done.</summary>
internal sealed class PhoneWait
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly Cmdlet _cmdlet;
    private readonly int _wanted;
    private readonly PhysicalAddress[]? _macs;
    private readonly TimeSpan _timeout;

    /// <param name="cmdlet">Whose streams are written.</param>
    /// <param name="wanted">How many phones.</param>
    /// <param name="macs">Which phones; null for any.</param>
    /// <param name="timeout">How long.</param>
    public PhoneWait(Cmdlet cmdlet, int wanted, PhysicalAddress[]? macs, TimeSpan timeout)
    {
        _cmdlet = cmdlet;
        _wanted = wanted;
        _macs = macs;
        _timeout = timeout;
    }

    /// <summary>Phones that were not seen since then belong to an earlier recovery and do not count.</summary>
    public DateTimeOffset Since { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Count phones as well that were done before the servers that run, or that an earlier wait has written.</summary>
    public bool IncludeEarlier { get; set; }

    /// <summary>A phone that is asked for by name is told of however often it is asked for; a number is of phones not counted before.</summary>
    private bool CountsEachTime => IncludeEarlier || _macs is not null;

    /// <summary>Ends when the phones are done, with an error when the time is over.</summary>
    public void Run(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        using var progress = new PhoneProgress(_cmdlet, _wanted);
        while (true)
        {
            List<PhoneRecoveryStatus> phones = Phones();
            foreach (PhoneRecoveryStatus done in phones.Where(p => p.IsDone && _written.Count < _wanted && Take(p)))
            {
                _cmdlet.WriteObject(done);
            }

            progress.Show(phones, _timeout - clock.Elapsed);
            if (_written.Count >= _wanted)
            {
                return;
            }

            if (clock.Elapsed > _timeout)
            {
                _cmdlet.WriteError(Timeout(phones.Where(p => !p.IsDone).ToList()));
                return;
            }

            if (cancellation.WaitHandle.WaitOne(s_look))
            {
                throw new PipelineStoppedException();
            }
        }
    }

    private List<PhoneRecoveryStatus> Phones() => PhoneFilter.Only(IncludeEarlier ? PhoneBoards.Phones : PhoneBoards.CurrentPhones, _macs)
        .Where(p => p.State != PhoneState.Ignored && p.LastSeen >= Since)
        .Where(p => !p.IsDone || CountsEachTime || _written.Contains(p.Name) || Recoveries.IsNew(p))
        .ToList();

    /// <summary>True once for each phone of this wait.</summary>
    private bool Take(PhoneRecoveryStatus done)
    {
        bool first = Recoveries.Claim(done);
        return (first || CountsEachTime) && _written.Add(done.Name);
    }

    private ErrorRecord Timeout(List<PhoneRecoveryStatus> undone)
    {
        string states = undone.Count == 0 ? "no other phone was seen" : string.Join("; ", undone.Select(p => $"{p.Name} is {p.State} at {p.PercentComplete}%"));
        IEnumerable<string> advice = undone.Where(p => p.Advice is not null).Select(p => $"{p.Name}: {p.Advice}");
        return Errors.RecoveryTimeout(
            $"{_written.Count} of {_wanted} phones are recovered after {_timeout.TotalSeconds:0} seconds: {states}.",
            string.Join(Environment.NewLine, advice.DefaultIfEmpty(PhoneBoards.BenchAdvice ?? "Wait again: a reset takes 1 to 5 minutes once the phone loads, and a phone is dark for five minutes and more, at times for an hour or two, after 3491672850*#.")));
    }
}
