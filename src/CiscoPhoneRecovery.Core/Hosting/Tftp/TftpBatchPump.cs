using System;
using System.Linq;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Linux: one thread for all ports. The more has come by the time it looks, the more it serves with one system call; two threads
/// would each find half as much, and cost twice as many wake-ups.
/// </summary>
internal sealed class TftpBatchPump : TftpPump
{
    private readonly TftpLinuxWire[] _wires;

    public TftpBatchPump(TftpPort[] ports, Func<TimeSpan> clock)
        : base(ports, clock) => _wires = ports.Select(p => (TftpLinuxWire)p.Wire).ToArray();

    public override void Start() => StartThread("TFTP transfers", Run);

    private void Run()
    {
        using var waiter = new LinuxWaiter(_wires.Select(w => w.Descriptor));
        TimeSpan patience = TimeSpan.Zero;
        while (!Stopping)
        {
            if (waiter.Wait(patience))
            {
                ServeReady(waiter);
            }

            patience = Tick();
        }
    }

    private void ServeReady(LinuxWaiter waiter)
    {
        for (int i = 0; i < _wires.Length; i++)
        {
            if (waiter.IsReady(i))
            {
                int count = _wires[i].Receive(TimeSpan.Zero);
                Ports[i].Serve(count, Clock());
            }
        }
    }
}
