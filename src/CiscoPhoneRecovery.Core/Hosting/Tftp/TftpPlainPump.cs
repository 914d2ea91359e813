using System;
using System.Linq;
using System.Threading;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Elsewhere: a thread a port that does nothing but receive and answer, two system calls a block, and one thread for all timers.
/// </summary>
internal sealed class TftpPlainPump : TftpPump
{
    /// <summary>While transfers are under way; Windows makes up to 16 ms of it.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(5);

    public TftpPlainPump(TftpPort[] ports, Func<TimeSpan> clock)
        : base(ports, clock)
    {
    }

    public override void Start()
    {
        foreach (TftpPort port in Ports)
        {
            StartThread("TFTP transfers", () => Receive(port));
        }

        StartThread("TFTP timers", RunTimers);
    }

    private void Receive(TftpPort port)
    {
        while (!Stopping)
        {
            port.Serve(port.Wire.Receive(Idle), Clock());
        }
    }

    private void RunTimers()
    {
        while (!Stopping)
        {
            TimeSpan wait = Tick();
            Thread.Sleep(Ports.Sum(p => p.Active) == 0 ? Idle : wait < Busy ? Busy : wait);
        }
    }
}
