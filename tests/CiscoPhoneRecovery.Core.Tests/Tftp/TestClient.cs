using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Core.Tests.Tftp;

/// <summary>A client in order, written apart from the product's own: lock-step or, after an OACK that says so, windows.</summary>
internal static class TestClient
{
    public static byte[] Download(TftpRig rig, byte[] request, int blockSize, TftpPeer from)
    {
        var file = new MemoryStream();
        long expected = 1;
        int window = 1;
        var queue = new Queue<SentPacket>(rig.Request(request, from));
        for (int inWindow = 0; queue.Count > 0;)
        {
            SentPacket packet = queue.Dequeue();
            if (packet.Opcode == 6)
            {
                string[] options = packet.Strings;
                int at = Array.IndexOf(options, "windowsize");
                window = at < 0 ? 1 : int.Parse(options[at + 1]);
                Enqueue(queue, rig.Ack(0, packet.Port, from));
                continue;
            }

            if (!packet.IsData((ushort)expected))
            {
                throw new InvalidDataException($"Expected block {expected}, got opcode {packet.Opcode} number {packet.Number}.");
            }

            file.Write(packet.Data);
            inWindow++;
            bool last = packet.Data.Length < blockSize;
            if (last || inWindow == window)
            {
                Enqueue(queue, rig.Ack((ushort)expected, packet.Port, from));
                inWindow = 0;
            }

            if (last)
            {
                return queue.Count == 0 ? file.ToArray() : throw new InvalidDataException("Something follows the last block.");
            }

            expected++;
        }

        throw new InvalidDataException("The server fell silent at block " + expected);
    }

    private static void Enqueue(Queue<SentPacket> queue, IEnumerable<SentPacket> packets) =>
        packets.ToList().ForEach(queue.Enqueue);
}
