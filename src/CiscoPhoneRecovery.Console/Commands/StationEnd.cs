using System;
using System.Threading;
using CiscoPhoneRecovery.Console.Output;
using CiscoPhoneRecovery.Dhcp;

namespace CiscoPhoneRecovery.Console.Commands;

/// <summary>What ends a run of a station: a signal, or another DHCP server on the wire.</summary>
internal sealed class StationEnd : IDisposable
{
    private readonly RecoveryStation _station;
    private readonly ManualResetEvent _signal = new(false);
    private readonly CancellationTokenRegistration _registration;
    private volatile DhcpEvent? _foreignServer;

    public StationEnd(RecoveryStation station, CancellationToken stop)
    {
        _station = station;
        _registration = stop.Register(() => _signal.Set());
        if (!_station.Options.Force)
        {
            _station.Board.DhcpHappened += Look;
        }
    }

    public ManualResetEvent Signal => _signal;

    /// <summary>Says what ended the run, if it was not the user.</summary>
    public bool Fault(IRunView view)
    {
        if (_foreignServer is null)
        {
            return false;
        }

        view.Problem(
            StationText.ForeignServer(_foreignServer),
            "Unplug this network from the switch: the phones and this PC must be alone on it. --force goes on all the same.");
        return true;
    }

    public void Dispose()
    {
        _station.Board.DhcpHappened -= Look;
        _registration.Dispose();
        _signal.Dispose();
    }

    private void Look(DhcpEvent happening)
    {
        if (happening.Kind == DhcpEventKind.ForeignServer)
        {
            _foreignServer = happening;
            _signal.Set();
        }
    }
}
