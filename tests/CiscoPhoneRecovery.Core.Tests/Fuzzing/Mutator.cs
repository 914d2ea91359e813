using System;
using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Core.Tests.Fuzzing;

/// <summary>Makes inputs out of seeds: flips, cuts, copies, numbers at their edges, words of the formats, and one seed grafted onto another.</summary>
internal sealed class Mutator
{
    private static readonly byte[][] Edges =
    {
        new byte[] { 0 }, new byte[] { 255 }, new byte[] { 127 }, new byte[] { 128 }, new byte[] { 0, 0 }, new byte[] { 255, 255 }, new byte[] { 0x7F, 0xFF },
        new byte[] { 255, 255, 255, 255 }, new byte[] { 0x7F, 255, 255, 255 }, new byte[] { 0x80, 0, 0, 0 }, new byte[4], new byte[] { 0, 0, 0, 1 }, new byte[] { 1, 0, 0, 0 },
    };

    private static readonly byte[][] Words = new[]
    {
        "\0", "\n", "\r\n", " ", "..", "/", "\\", ":", "%00", "octet", "netascii", "blksize", "tsize", "windowsize", "65464", "99999999999999999999", "-1", "1e999", "NaN",
        "{", "}", "[", "]", "\"", "null", "true", "\\ud800", "\\u0000", "<", "</", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "]]>", "__type", "CNU_File_Archive_3.0", "SEP001BD4000001",
    }.Select(System.Text.Encoding.ASCII.GetBytes).ToArray();

    private readonly IReadOnlyList<byte[]> _seeds;
    private readonly Random _random;
    private readonly int _longest;

    public Mutator(IReadOnlyList<byte[]> seeds, int seed, int longest)
    {
        _seeds = seeds;
        _random = new Random(seed);
        _longest = longest;
    }

    public byte[] Next()
    {
        byte[] input = Seed();
        for (int i = _random.Next(1, 9); i > 0; i--)
        {
            input = Change(input);
        }

        return input.Length > _longest ? input[.._longest] : input;
    }

    private byte[] Seed() => _seeds[_random.Next(_seeds.Count)];

    private byte[] Change(byte[] input)
    {
        int at = _random.Next(input.Length + 1);
        int rest = input.Length - at;
        switch (_random.Next(9))
        {
            case 0 when rest > 0:
                byte[] flipped = (byte[])input.Clone();
                flipped[at] ^= (byte)(1 << _random.Next(8));
                return flipped;
            case 1 when rest > 0:
                byte[] replaced = (byte[])input.Clone();
                replaced[at] = (byte)_random.Next(256);
                return replaced;
            case 2:
                return [.. input[..at], .. input[(at + _random.Next(Math.Min(rest, 64) + 1))..]];
            case 3:
                int from = _random.Next(input.Length + 1);
                return [.. input[..at], .. input[from..Math.Min(input.Length, from + _random.Next(1, 64))], .. input[at..]];
            case 4:
                return Over(input, at, Edges[_random.Next(Edges.Length)]);
            case 5:
                byte[] word = Words[_random.Next(Words.Length)];
                return _random.Next(2) == 0 ? Over(input, at, word) : [.. input[..at], .. word, .. input[at..]];
            case 6:
                byte[] other = Seed();
                return [.. input[..at], .. other[_random.Next(other.Length + 1)..]];
            case 7:
                return input[..at];
            default:
                byte[] run = new byte[_random.Next(1, 300)];
                Array.Fill(run, (byte)(rest > 0 ? input[at] : _random.Next(256)));
                return [.. input[..at], .. run, .. input[at..]];
        }
    }

    private static byte[] Over(byte[] input, int at, byte[] with)
    {
        byte[] result = (byte[])input.Clone();
        with.AsSpan(0, Math.Min(with.Length, input.Length - at)).CopyTo(result.AsSpan(at));
        return result;
    }
}
