using System;
using System.Collections.Generic;
using System.Net;

namespace CiscoPhoneRecovery.Dhcp;

/// <summary>The subnet of the settings, the range to hand out, and the addresses inside it that are never handed out.</summary>
internal sealed class AddressRange
{
    /// <summary>A /12 of addresses; more is a mistake in the settings.</summary>
    private const uint LargestRange = 1 << 20;

    private readonly uint _mask;
    private readonly HashSet<uint> _reserved = new();

    /// <exception cref="ArgumentException">The settings contradict themselves; the message says where.</exception>
    public AddressRange(DhcpSettings settings)
    {
        if (settings.TftpServers is null || settings.TftpServers.Count == 0)
            throw new ArgumentException("At least one TFTP server address is needed.");
        Server = Ipv4.ToUInt32(settings.ServerAddress);
        _mask = Ipv4.ToUInt32(settings.SubnetMask);
        First = Ipv4.ToUInt32(settings.RangeStart);
        Last = Ipv4.ToUInt32(settings.RangeEnd);
        Validate(settings);

        _reserved.Add(Server);
        _reserved.Add(Server & _mask);
        _reserved.Add(Broadcast);
        if (settings.Router is not null)
            _reserved.Add(Ipv4.ToUInt32(settings.Router));
        foreach (IPAddress address in settings.TftpServers)
            _reserved.Add(Ipv4.ToUInt32(address));
    }

    public uint Server { get; }

    public uint First { get; }

    public uint Last { get; }

    public int Count => (int)(Last - First + 1);

    private uint Broadcast => Server | ~_mask;

    /// <summary>Whether the address is one that the pool may hand out.</summary>
    public bool Contains(uint address) => address >= First && address <= Last && !_reserved.Contains(address);

    public bool IsInSubnet(uint address) => (address & _mask) == (Server & _mask);

    /// <summary>Whether a host of this subnet other than the server can have the address, so that a reply may be sent there.</summary>
    public bool IsHost(uint address) =>
        IsInSubnet(address) && address != Server && address != Broadcast && address != (Server & _mask);

    private void Validate(DhcpSettings settings)
    {
        uint hostBits = ~_mask;
        if ((hostBits & (hostBits + 1)) != 0 || hostBits is 0 or uint.MaxValue)
            throw new ArgumentException($"{settings.SubnetMask} is not a subnet mask with room for hosts.");
        if (First > Last)
            throw new ArgumentException($"The range ends ({settings.RangeEnd}) before it begins ({settings.RangeStart}).");
        if (!IsInSubnet(First) || !IsInSubnet(Last))
            throw new ArgumentException($"The range {settings.RangeStart}-{settings.RangeEnd} is not in the subnet of {settings.ServerAddress}.");
        if (Last - First >= LargestRange)
            throw new ArgumentException($"The range {settings.RangeStart}-{settings.RangeEnd} is larger than {LargestRange} addresses.");
        if (settings.LeaseTime < TimeSpan.FromSeconds(1) || settings.OfferHold <= TimeSpan.Zero
            || settings.DeclineRest < TimeSpan.Zero || settings.ProbeWait < TimeSpan.Zero)
        {
            throw new ArgumentException("A lease lasts at least one second, an offer is held for some time, and no wait is negative.");
        }
    }
}
