using System;
using System.Collections.Generic;
using System.Threading;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Console.Output;

/// <summary>How a run is shown: a live table on a terminal, plain lines elsewhere, JSON lines for programs.</summary>
internal interface IRunView
{
    /// <summary>One step of the run, as a sentence.</summary>
    void Step(string sentence);

    /// <summary>Shows how far staging is while <paramref name="work"/> runs, and gives its result.</summary>
    T WithProgress<T>(Func<IProgress<StagingProgress>?, T> work);

    /// <summary>What became of a zip.</summary>
    void Staged(IReadOnlyList<StagingResult> results);

    /// <summary>What a root holds, and which models it recovers.</summary>
    void Report(LoadReport report);

    /// <summary>Both servers listen.</summary>
    void Ready(RecoveryStation station);

    /// <summary>Shows the phones as they change until <paramref name="end"/> is signalled.</summary>
    void Watch(RecoveryStation station, WaitHandle end);

    /// <summary>Phones, and what to do with each.</summary>
    void Show(IReadOnlyList<PhoneRecoveryStatus> phones);

    /// <summary>The phones at the end of the run.</summary>
    void Summary(IReadOnlyList<PhoneRecoveryStatus> phones, TimeSpan elapsed);

    /// <summary>Why it cannot go on, and what to do about it. Goes to standard error.</summary>
    void Problem(string message, string? advice);
}
