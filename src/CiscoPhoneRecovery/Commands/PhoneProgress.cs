using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Commands;

/// <summary>A bar for the whole and one below it for each phone that is on its way.</summary>
internal sealed class PhoneProgress : IDisposable
{
    private const int Whole = 7900;

    /// <summary>More bars than this push the prompt off the screen.</summary>
    private const int MostBars = 8;

    private readonly Dictionary<string, (int Id, int Percent, PhoneState State)> _bars = new(StringComparer.Ordinal);
    private readonly Cmdlet _cmdlet;
    private readonly int _wanted;
    private int _next = Whole + 1;
    private (int Percent, string Status) _shown = (-1, string.Empty);

    public PhoneProgress(Cmdlet cmdlet, int wanted)
    {
        _cmdlet = cmdlet;
        _wanted = wanted;
    }

    public void Show(IReadOnlyList<PhoneRecoveryStatus> phones, TimeSpan left)
    {
        int done = phones.Count(p => p.IsDone);
        int percent = Math.Min(100, phones.OrderByDescending(p => p.PercentComplete).Take(_wanted).Sum(p => p.IsDone ? 100 : p.PercentComplete * 9 / 10) / _wanted);
        string status = $"{done} of {_wanted} recovered, {phones.Count - done} on the way";
        if (_shown != (percent, status))
        {
            _shown = (percent, status);
            int seconds = left > TimeSpan.Zero ? (int)left.TotalSeconds : 0;
            _cmdlet.WriteProgress(new ProgressRecord(Whole, "Recovering phones", status) { PercentComplete = percent, CurrentOperation = $"gives up in {seconds} s" });
        }

        foreach (PhoneRecoveryStatus phone in phones)
        {
            Show(phone);
        }
    }

    public void Dispose()
    {
        if (_cmdlet.Stopping)
        {
            return;
        }

        foreach (int id in _bars.Values.Select(b => b.Id).Concat([Whole]))
        {
            Complete(id);
        }
    }

    private void Show(PhoneRecoveryStatus phone)
    {
        bool known = _bars.TryGetValue(phone.Name, out (int Id, int Percent, PhoneState State) bar);
        if (phone.IsDone || (!known && _bars.Count >= MostBars))
        {
            if (known)
            {
                Complete(bar.Id);
                _bars.Remove(phone.Name);
            }

            return;
        }

        if (known && bar.Percent == phone.PercentComplete && bar.State == phone.State)
        {
            return;
        }

        int id = known ? bar.Id : _next++;
        _bars[phone.Name] = (id, phone.PercentComplete, phone.State);
        string what = phone.State == PhoneState.Downloading ? $"{phone.File}, {phone.BytesPerSecond / 1024} KiB/s" : phone.Advice ?? phone.State.ToString();
        _cmdlet.WriteProgress(new ProgressRecord(id, $"{phone.Name} {phone.Model}", $"{phone.State}: {what}") { ParentActivityId = Whole, PercentComplete = phone.PercentComplete });
    }

    private void Complete(int id) => _cmdlet.WriteProgress(new ProgressRecord(id, "Recovering phones", "Done") { RecordType = ProgressRecordType.Completed });
}
