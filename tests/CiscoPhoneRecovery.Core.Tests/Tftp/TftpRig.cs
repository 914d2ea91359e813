using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Core.Tests.Tftp;

/// <summary>A TFTP server without a network: packets go in by hand, what it sends is kept, and time stands still until moved.</summary>
internal sealed class TftpRig : ITftpFiles
{
    private readonly Dictionary<string, TestFile> _files = new();
    private readonly TftpTransfers[] _ports;
    private readonly TftpResponder _responder;

    public TftpRig(TftpSettings? settings = null, int ports = 2)
    {
        Settings = settings ?? new TftpSettings();
        _ports = Enumerable.Range(0, ports).Select(i => new TftpTransfers(Settings, new Output(this, i))).ToArray();
        _responder = new TftpResponder(this, Settings, _ports);
    }

    /// <summary>A Cisco phone: port 49152 for every transfer.</summary>
    public static TftpPeer Phone { get; } = new(0x0A01010A, 49152);

    public static TftpPeer Stranger { get; } = new(0x0A010163, 50000);

    public TftpSettings Settings { get; }

    public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(1);

    public List<SentPacket> Sent { get; } = new();

    public List<TftpEvent> Events { get; } = new();

    public int Active => _ports.Sum(p => p.Active);

    /// <summary>Transfers that the ports looked at in search of one.</summary>
    public long Visits => _ports.Sum(p => p.Visits);

    public TimeSpan? NextDeadline => _ports.Min(p => p.NextDeadline);

    public IEnumerable<TftpProgress> Progress => _ports.SelectMany(p => p.Progress);

    public TestFile Add(string name, byte[] content) => _files[name] = new TestFile(name, content);

    public TestFile Add(string name, int length) => Add(name, TestFile.Bytes(length));

    public TftpLookup Find(string requestedName) => _files.TryGetValue(requestedName, out TestFile? file)
        ? new TftpLookup(TftpLookupKind.Found, file)
        : new TftpLookup(requestedName.Contains("..") ? TftpLookupKind.Forbidden : TftpLookupKind.NotFound, null);

    /// <summary>Sends a datagram to the request port and returns what was sent in answer.</summary>
    public IReadOnlyList<SentPacket> Request(byte[] datagram, TftpPeer? from = null) =>
        Answer(() => _responder.Receive(datagram, datagram.Length, from ?? Phone, Now));

    /// <summary>Asks for a file in octet mode; options as name, value, name, value.</summary>
    public IReadOnlyList<SentPacket> Read(string file, params string[] options) => Request(Rrq(file, "octet", options));

    public IReadOnlyList<SentPacket> Ack(int block, int port, TftpPeer? from = null) => Send(Packet(4, (ushort)block), port, from);

    public IReadOnlyList<SentPacket> Send(byte[] datagram, int port, TftpPeer? from = null) =>
        Answer(() => _ports[port].Receive(datagram, datagram.Length, from ?? Phone, Now));

    /// <summary>Looks at the deadlines of this moment, as a host does after each packet.</summary>
    public void Tick() => Array.ForEach(_ports, p => p.Tick(Now));

    /// <summary>Lets time pass to a moment, each deadline served when it is due, and returns what was sent.</summary>
    public IReadOnlyList<SentPacket> Wait(TimeSpan duration)
    {
        TimeSpan end = Now + duration;
        return Answer(() =>
        {
            int ticks = 0;
            while (NextDeadline is TimeSpan deadline && deadline <= end)
            {
                Now = deadline > Now ? deadline : Now;
                foreach (TftpTransfers port in _ports)
                {
                    port.Tick(Now);
                }

                if (++ticks > 100_000)
                {
                    throw new InvalidOperationException("A deadline that never passes: a busy loop.");
                }
            }

            Now = end;
        });
    }

    /// <summary>Reads a file as a phone does, without loss, and returns its bytes.</summary>
    public byte[] Download(string file, int blockSize = 512, params string[] options) =>
        TestClient.Download(this, Rrq(file, "octet", options), blockSize, Phone);

    public static byte[] Rrq(string file, string mode, params string[] options) =>
        Strings(1, new[] { file, mode }.Concat(options).ToArray());

    public static byte[] Strings(ushort opcode, params string[] strings) =>
        Packet(opcode, strings.SelectMany(s => Encoding.Latin1.GetBytes(s).Append((byte)0)).ToArray());

    public static byte[] Packet(ushort opcode, ushort number) => Packet(opcode, new[] { (byte)(number >> 8), (byte)number });

    public static byte[] Packet(ushort opcode, byte[] rest) => new[] { (byte)(opcode >> 8), (byte)opcode }.Concat(rest).ToArray();

    private IReadOnlyList<SentPacket> Answer(Action act)
    {
        int before = Sent.Count;
        act();
        return Sent.Skip(before).ToList();
    }

    private sealed class Output : ITftpOutput
    {
        private readonly TftpRig _rig;
        private readonly int _port;

        public Output(TftpRig rig, int port)
        {
            _rig = rig;
            _port = port;
        }

        public void Send(byte[] datagram, int length, TftpPeer to) =>
            _rig.Sent.Add(new SentPacket(datagram.AsSpan(0, length).ToArray(), to, _port, _rig.Now));

        public void Raise(TftpEvent happening) => _rig.Events.Add(happening);
    }
}

/// <summary>A datagram the server has sent, from which of its ports, and when.</summary>
internal sealed record SentPacket(byte[] Bytes, TftpPeer To, int Port, TimeSpan At)
{
    public int Opcode => (Bytes[0] << 8) | Bytes[1];

    /// <summary>Block number or error code.</summary>
    public int Number => (Bytes[2] << 8) | Bytes[3];

    public byte[] Data => Bytes[4..];

    /// <summary>The strings of an OACK, each of which ended with NUL, and nothing after the last.</summary>
    public string[] Strings
    {
        get
        {
            string text = Encoding.Latin1.GetString(Bytes, 2, Bytes.Length - 2);
            return text.EndsWith('\0') ? text[..^1].Split('\0') : throw new FormatException("does not end with NUL");
        }
    }

    public bool IsData(int block) => Opcode == 3 && Number == block;

    public bool IsError(int code) => Opcode == 5 && Number == code;
}

/// <summary>A file whose bytes tell where they stand.</summary>
internal sealed class TestFile : ITftpFile
{
    private readonly byte[] _content;

    public TestFile(string name, byte[] content)
    {
        Name = name;
        _content = content;
    }

    public string Name { get; }

    public long Length => _content.Length;

    public bool Changed { get; set; }

    public byte[] Content => _content;

    public static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    public void Read(long offset, byte[] buffer, int index, int count)
    {
        Assert(offset >= 0 && count >= 0 && offset + count <= Length);
        Buffer.BlockCopy(_content, (int)offset, buffer, index, count);
    }

    private static void Assert(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("Read outside the file.");
        }
    }
}
