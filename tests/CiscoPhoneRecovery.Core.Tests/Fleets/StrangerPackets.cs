using System;
using System.Text;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>What hosts that are no phones send.</summary>
internal static class StrangerPackets
{
    /// <summary>The first octets of every stranger's MAC.</summary>
    public const string MacPrefix = "525400";

    /// <summary>A laptop's DISCOVER.</summary>
    public static byte[] Discover(int number, Random random)
    {
        byte[] packet = new byte[300];
        packet[0] = 1;
        packet[1] = 1;
        packet[2] = 6;
        packet[4] = (byte)random.Next(256);
        new byte[] { 0x52, 0x54, 0, 0, 0, (byte)number }.CopyTo(packet, 28);
        new byte[] { 0x63, 0x82, 0x53, 0x63, 53, 1, 1, 60, 8 }.CopyTo(packet, 236);
        Encoding.ASCII.GetBytes("MSFT 5.0").CopyTo(packet, 245);
        packet[253] = 255;
        return packet;
    }

    public static byte[] Read(string file) => Encoding.ASCII.GetBytes("\0\u0001" + file + "\0octet\0");

    public static byte[] Noise(Random random)
    {
        byte[] noise = new byte[random.Next(2, 600)];
        random.NextBytes(noise);
        return noise;
    }

    /// <summary>Changes a few octets from a place on.</summary>
    public static void Damage(byte[] packet, int from, Random random)
    {
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            packet[random.Next(from, packet.Length)] = (byte)random.Next(256);
        }
    }
}
