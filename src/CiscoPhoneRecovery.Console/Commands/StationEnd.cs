using System;
using System.Threading;
using CiscoPhoneRecovery.Console.Output;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Console.Commands;

/// <summary>What ends a run of a station: a signal, or the DHCP server, when another one is on the wire.</summary>
internal sealed class StationEnd : IDisposable
{
    private readonly RecoveryStation _station;
    private readonly CancellationTokenRegistration _registration;

    public StationEnd(RecoveryStation station, CancellationToken stop)
    {
        _station = station;
        _registration = stop.Register(() => Signal.Set());
        station.Board.DhcpHappened += Look;
    }

    public ManualResetEvent Signal { get; } = new(false);

    /// <summary>Says what ended the run, if it was not the user; false when it was.</summary>
    public bool Fault(IRunView view)
    {
        if (_station.Failure is not { } failure)
        {
            return false;
        }

        view.Problem(failure.Message, failure.Advice);
        return true;
    }

    public void Dispose()
    {
        _station.Board.DhcpHappened -= Look;
        _registration.Dispose();
        Signal.Dispose();
    }

    private void Look(DhcpEvent happening)
    {
        if (happening.Kind == DhcpEventKind.Stopped)
        {
            Signal.Set();
        }
    }
}
