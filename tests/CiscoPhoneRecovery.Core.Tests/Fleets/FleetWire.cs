using System;
using CiscoPhoneRecovery.Simulation;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>A socket of the switch.</summary>
internal sealed class FleetPlug
{
    /// <summary>Nothing comes in or goes out.</summary>
    public bool CutOff { get; set; }
}

/// <summary>The switch: carries packets through virtual time, loses, doubles and delays them, and passes nothing where it is cut off.</summary>
internal sealed class FleetWire
{
    private readonly EventQueue _events;
    private readonly NetworkConditions _conditions;
    private readonly Random _random;

    public FleetWire(EventQueue events, NetworkConditions conditions, Random random)
    {
        _events = events;
        _conditions = conditions;
        _random = random;
    }

    public long Sent { get; private set; }

    public static byte[] Copy(byte[] datagram, int length) => datagram.AsSpan(0, length).ToArray();

    /// <summary>Carries a packet that nobody changes any more.</summary>
    public void Carry(FleetPlug from, FleetPlug to, byte[] packet, Action<byte[]> deliver)
    {
        Sent++;
        if (from.CutOff || to.CutOff || _random.NextDouble() < _conditions.Loss)
        {
            return;
        }

        Deliver(to, packet, deliver);
        if (_conditions.Duplication > 0 && _random.NextDouble() < _conditions.Duplication)
        {
            Deliver(to, packet, deliver);
        }
    }

    private void Deliver(FleetPlug to, byte[] packet, Action<byte[]> deliver)
    {
        long spread = (long)(_random.NextDouble() * (_conditions.MaxDelay - _conditions.MinDelay).Ticks);
        _events.At(_events.Now + _conditions.MinDelay + TimeSpan.FromTicks(spread), () =>
        {
            if (!to.CutOff)
            {
                deliver(packet);
            }
        });
    }
}
