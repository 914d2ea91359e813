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
