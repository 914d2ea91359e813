using System;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Console.Output;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Console.Commands;

/// <summary>What ends a run of a station: a signal, enough recovered phones, or the DHCP server, when another one is on the wire.</summary>
internal sealed class StationEnd : IDisposable
{
    private readonly RecoveryStation _station;
    private readonly int? _count;
    private readonly ManualResetEvent _signal = new(false);
    private readonly CancellationTokenRegistration _registration;
    private readonly object _gate = new();
    private bool _disposed;

    /// <param name="station">Not yet started, so that nothing is missed.</param>
    /// <param name="stop">The user's Ctrl+C.</param>
    /// <param name="count">End when so many phones are recovered; null never.</param>
    public StationEnd(RecoveryStation station, CancellationToken stop, int? count = null)
    {
        _station = station;
        _count = count;
        _registration = stop.Register(End);
        station.Board.DhcpHappened += Look;
        station.Board.PhoneChanged += Count;
    }

    public WaitHandle Signal => _signal;

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
        _station.Board.PhoneChanged -= Count;
        _registration.Dispose();
        lock (_gate)
        {
            _disposed = true;
            _signal.Dispose();
        }
    }

    private void Look(DhcpEvent happening)
    {
        if (happening.Kind == DhcpEventKind.Stopped)
        {
            End();
        }
    }

    private void Count(PhoneRecoveryStatus phone)
    {
        if (_count is not null && phone.IsDone && _station.Phones.Count(p => p.IsDone) >= _count)
        {
            End();
        }
    }

    /// <summary>A last event may be on its way while the run is being put away.</summary>
    private void End()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _signal.Set();
            }
        }
    }
}
