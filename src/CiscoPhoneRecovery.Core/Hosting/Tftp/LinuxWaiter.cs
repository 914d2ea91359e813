using System;
using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Waits until one of some sockets can be read (ppoll: to the microsecond, where a socket's own time-out is rounded to ticks).</summary>
internal sealed class LinuxWaiter : IDisposable
{
    private readonly PinnedArray<LinuxDatagrams.PollDescriptor> _descriptors;

    public LinuxWaiter(IEnumerable<int> sockets) => _descriptors = new PinnedArray<LinuxDatagrams.PollDescriptor>(
        sockets.Select(s => new LinuxDatagrams.PollDescriptor { Socket = s, Events = LinuxDatagrams.Readable }).ToArray());

    /// <summary>False on a timeout, and on a signal.</summary>
    public bool Wait(TimeSpan patience)
    {
        var timeout = new LinuxDatagrams.TimeSpec
        {
            Seconds = patience.Ticks / TimeSpan.TicksPerSecond,
            Nanoseconds = patience.Ticks % TimeSpan.TicksPerSecond * 100,
        };
        return LinuxDatagrams.Poll(_descriptors.Address, (UIntPtr)_descriptors.Items.Length, ref timeout, IntPtr.Zero) > 0;
    }

    /// <summary>Whether the last <see cref="Wait"/> found this one ready, by its place in the list.</summary>
    public bool IsReady(int index) => _descriptors.Items[index].Happened != 0;

    /// <summary>Another socket in a place of the list; nobody may wait meanwhile, and -1 is never ready.</summary>
    public void Replace(int index, int socket) => _descriptors.Items[index].Socket = socket;

    public void Dispose() => _descriptors.Dispose();
}
