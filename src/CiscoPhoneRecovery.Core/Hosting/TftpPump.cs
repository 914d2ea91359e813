using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>The threads that keep the transfer ports going.</summary>
internal abstract class TftpPump
{
    /// <summary>Longest wait while idle: how soon a stop, or the first timer of a transfer begun meanwhile, is noticed.</summary>
    protected static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(50);

    private readonly List<Thread> _threads = new();
    private volatile bool _stopping;

    protected TftpPump(TftpPort[] ports, Func<TimeSpan> clock)
    {
        Ports = ports;
        Clock = clock;
    }

    /// <summary>An array: to walk it costs no enumerator, and it is walked once a block.</summary>
    protected TftpPort[] Ports { get; }

    protected Func<TimeSpan> Clock { get; }

    protected bool Stopping => _stopping;

    public static TftpPump For(TftpPort[] ports, Func<TimeSpan> clock) =>
        ports.All(p => p.Wire is TftpLinuxWire) ? new TftpBatchPump(ports, clock) : new TftpPlainPump(ports, clock);

    public abstract void Start();

    /// <summary>Ends the threads; the ports are closed afterwards.</summary>
    public void Stop()
    {
        _stopping = true;
        foreach (TftpPort port in Ports)
        {
            port.Wire.Interrupt();
        }

        _threads.ForEach(t => t.Join());
    }

    protected void StartThread(string name, ThreadStart run)
    {
        var thread = new Thread(run) { IsBackground = true, Name = name };
        _threads.Add(thread);
        thread.Start();
    }

    /// <summary>Serves the deadlines that have passed, and returns how long the next may be waited for.</summary>
    protected TimeSpan Tick()
    {
        TimeSpan now = Clock();
        TimeSpan patience = Idle;
        foreach (TftpPort port in Ports)
        {
            TimeSpan wait = port.Tick(now) - now;
            patience = wait < patience ? wait : patience;
        }

        return patience > TimeSpan.Zero ? patience : TimeSpan.Zero;
    }
}

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
