using System;
using System.Runtime.InteropServices;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>An array that the collector leaves where it is, so that the system may keep its address.</summary>
internal sealed class PinnedArray<T> : IDisposable
    where T : struct
{
    private static readonly int ItemSize = Marshal.SizeOf<T>();
    private GCHandle _handle;

    public PinnedArray(int length)
        : this(new T[length])
    {
    }

    public PinnedArray(T[] items)
    {
        Items = items;
        _handle = GCHandle.Alloc(items, GCHandleType.Pinned);
        Address = _handle.AddrOfPinnedObject();
    }

    public T[] Items { get; }

    public IntPtr Address { get; }

    public IntPtr AddressOf(int index) => Address + (index * ItemSize);

    public void Dispose()
    {
        if (_handle.IsAllocated)
        {
            _handle.Free();
        }
    }
}
