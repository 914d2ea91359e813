using System;
using System.IO;
using System.Net.NetworkInformation;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>One line of an event journal: a JSON object with a time, a source, a kind, and what else is known. Docs: docs/journal.md.</summary>
[DataContract]
internal sealed class JournalLine
{
    /// <summary>Octets. A phone with 40 long notes has a tenth of it.</summary>
    public const int Longest = 64 * 1024;

    private static readonly DataContractJsonSerializer Serializer = new(typeof(JournalLine));

    /// <summary>UTC, ISO 8601 to the millisecond.</summary>
    [DataMember(Name = "time", Order = 0)]
    public string Time { get; set; } = string.Empty;

    /// <summary>station, dhcp, tftp, phone or journal.</summary>
    [DataMember(Name = "source", Order = 1)]
    public string Source { get; set; } = string.Empty;

    [DataMember(Name = "kind", Order = 2)]
    public string Kind { get; set; } = string.Empty;

    [DataMember(Name = "mac", Order = 3, EmitDefaultValue = false)]
    public string? Mac { get; set; }

    [DataMember(Name = "ip", Order = 4, EmitDefaultValue = false)]
    public string? Ip { get; set; }

    [DataMember(Name = "vendorClass", Order = 5, EmitDefaultValue = false)]
    public string? VendorClass { get; set; }

    [DataMember(Name = "hostName", Order = 6, EmitDefaultValue = false)]
    public string? HostName { get; set; }

    [DataMember(Name = "port", Order = 7, EmitDefaultValue = false)]
    public int? Port { get; set; }

    [DataMember(Name = "file", Order = 8, EmitDefaultValue = false)]
    public string? File { get; set; }

    [DataMember(Name = "transfer", Order = 9, EmitDefaultValue = false)]
    public long? Transfer { get; set; }

    /// <summary>Bytes of the file.</summary>
    [DataMember(Name = "length", Order = 10, EmitDefaultValue = false)]
    public long? Length { get; set; }

    /// <summary>Bytes acknowledged.</summary>
    [DataMember(Name = "bytes", Order = 11, EmitDefaultValue = false)]
    public long? Bytes { get; set; }

    [DataMember(Name = "retransmissions", Order = 12, EmitDefaultValue = false)]
    public int? Retransmissions { get; set; }

    [DataMember(Name = "seconds", Order = 13, EmitDefaultValue = false)]
    public double? Seconds { get; set; }

    [DataMember(Name = "count", Order = 14, EmitDefaultValue = false)]
    public long? Count { get; set; }

    [DataMember(Name = "detail", Order = 15, EmitDefaultValue = false)]
    public string? Detail { get; set; }

    [DataMember(Name = "phone", Order = 16, EmitDefaultValue = false)]
    public PhoneLine? Phone { get; set; }

    public static JournalLine Of(DateTimeOffset time, string source, string kind, string? detail = null) =>
        new() { Time = PhoneLine.Write(time), Source = source, Kind = kind, Detail = detail };

    public static JournalLine Of(DateTimeOffset time, DhcpEvent happening)
    {
        JournalLine line = Of(time, "dhcp", happening.Kind.ToString(), happening.Detail);
        line.Mac = happening.Mac.Equals(PhysicalAddress.None) ? null : happening.Mac.ToString();
        line.Ip = happening.Address?.ToString();
        line.VendorClass = happening.VendorClass;
        line.HostName = happening.HostName;
        return line;
    }

    public static JournalLine Of(DateTimeOffset time, TftpEvent happening)
    {
        JournalLine line = Of(time, "tftp", happening.Kind.ToString(), happening.Detail);
        if (happening.Kind is TftpEventKind.LinkLost or TftpEventKind.LinkRestored)
        {
            return line; // the server's, of no client
        }

        line.Ip = happening.Client.ToAddress().ToString();
        line.Port = happening.Client.Port;
        line.File = happening.File;
        if (happening.Transfer != 0)
        {
            line.Transfer = happening.Transfer;
            line.Length = happening.Length;
            line.Bytes = happening.Acknowledged;
            line.Retransmissions = happening.Retransmissions;
            line.Seconds = Math.Round(happening.Elapsed.TotalSeconds, 3);
        }

        return line;
    }

    public static JournalLine Of(DateTimeOffset time, Phones.PhoneRecoveryStatus phone)
    {
        JournalLine line = Of(time, "phone", phone.State.ToString());
        line.Phone = PhoneLine.Of(phone);
        return line;
    }

    /// <summary>The line with its line feed; null for one that is too long to be read again.</summary>
    public byte[]? ToBytes()
    {
        using var memory = new MemoryStream();
        using (XmlDictionaryWriter json = JsonReaderWriterFactory.CreateJsonWriter(memory, new UTF8Encoding(false), ownsStream: false))
        {
            Serializer.WriteObject(json, this);
        }

        memory.WriteByte((byte)'\n');
        return memory.Length > Longest ? null : memory.ToArray();
    }

    /// <summary>Reads a line without its line feed. Total: null for whatever is no such line.</summary>
    public static JournalLine? Read(byte[] content, int offset, int length)
    {
        // The serializer takes much that is no JSON object; such a line is none of ours.
        if (length is < 2 or > Longest || content[offset] != (byte)'{' || content[offset + length - 1] != (byte)'}')
        {
            return null;
        }

        try
        {
            JournalLine? line = JsonText.Read(() =>
            {
                using XmlDictionaryReader json = JsonReaderWriterFactory.CreateJsonReader(content, offset, length, Quotas);
                return Serializer.ReadObject(json) as JournalLine;
            });
            return line is { Source: not null, Kind: not null } && PhoneLine.ReadTime(line.Time) is not null ? line : null;
        }
        catch (SerializationException)
        {
            return null;
        }
    }

    private static XmlDictionaryReaderQuotas Quotas { get; } = new()
    {
        MaxDepth = 8,
        MaxStringContentLength = Longest,
        MaxArrayLength = Longest,
        MaxBytesPerRead = Longest,
        MaxNameTableCharCount = Longest,
    };
}
