using System;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>Carries packets through virtual time, and loses, doubles and delays them as its seed says.</summary>
internal sealed class VirtualWire
{
    private readonly EventQueue _events;
    private readonly NetworkConditions _conditions;
    private readonly Random _random;

    public VirtualWire(EventQueue events, NetworkConditions conditions, Random random)
    {
        _events = events;
        _conditions = conditions;
        _random = random;
    }

    /// <summary>Packets put on the wire.</summary>
    public long Sent { get; private set; }

    public long Lost { get; private set; }

    /// <summary>The buffer is the sender's again when the call returns.</summary>
    public void Carry(byte[] datagram, int length, Action<byte[], int> deliver)
    {
        Sent++;
        if (_random.NextDouble() < _conditions.Loss)
        {
            Lost++;
            return;
        }

        byte[] copy = new byte[length];
        Buffer.BlockCopy(datagram, 0, copy, 0, length);
        Deliver(copy, deliver);
        if (_random.NextDouble() < _conditions.Duplication)
        {
            Deliver(copy, deliver);
        }
    }

    private void Deliver(byte[] packet, Action<byte[], int> deliver)
    {
        long spread = (long)(_random.NextDouble() * (_conditions.MaxDelay - _conditions.MinDelay).Ticks);
        _events.At(_events.Now + _conditions.MinDelay + TimeSpan.FromTicks(spread), () => deliver(packet, packet.Length));
    }
}
