using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.Serialization;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>A file and its bytes, in JSON.</summary>
[DataContract]
internal sealed class FileLine
{
    [DataMember(Name = "name", Order = 0)]
    public string? Name { get; set; }

    [DataMember(Name = "bytes", Order = 1)]
    public long Bytes { get; set; }

    public static FileLine Of(BundleFile file) => new() { Name = file.Name, Bytes = file.Length };

    public static BundleFile[] ToFiles(FileLine[]? lines) =>
        lines is null ? [] : lines.Where(l => l is { Name: not null, Bytes: >= 0 }).Select(l => new BundleFile(l.Name!, l.Bytes)).ToArray();
}

/// <summary>A whole phone in JSON: what <see cref="PhoneRecoveryStatus"/> shows, and what its state rests on.</summary>
[DataContract]
internal sealed class PhoneLine
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    [DataMember(Name = "mac", Order = 0)]
    public string? Mac { get; set; }

    [DataMember(Name = "name", Order = 1)]
    public string? Name { get; set; }

    [DataMember(Name = "model", Order = 2, EmitDefaultValue = false)]
    public string? Model { get; set; }

    [DataMember(Name = "ip", Order = 3, EmitDefaultValue = false)]
    public string? Ip { get; set; }

    [DataMember(Name = "state", Order = 4)]
    public string? State { get; set; }

    [DataMember(Name = "load", Order = 5, EmitDefaultValue = false)]
    public string? Load { get; set; }

    [DataMember(Name = "reportedLoad", Order = 6, EmitDefaultValue = false)]
    public string? ReportedLoad { get; set; }

    [DataMember(Name = "manifest", Order = 7, EmitDefaultValue = false)]
    public string? Manifest { get; set; }

    [DataMember(Name = "file", Order = 8, EmitDefaultValue = false)]
    public string? File { get; set; }

    [DataMember(Name = "filesDone", Order = 9)]
    public int FilesDone { get; set; }

    [DataMember(Name = "filesTotal", Order = 10)]
    public int FilesTotal { get; set; }

    [DataMember(Name = "bytes", Order = 11)]
    public long Bytes { get; set; }

    [DataMember(Name = "totalBytes", Order = 12)]
    public long TotalBytes { get; set; }

    [DataMember(Name = "percent", Order = 13)]
    public int Percent { get; set; }

    [DataMember(Name = "bytesPerSecond", Order = 14)]
    public long BytesPerSecond { get; set; }

    [DataMember(Name = "retransmissions", Order = 15)]
    public int Retransmissions { get; set; }

    [DataMember(Name = "attempts", Order = 16)]
    public int Attempts { get; set; }

    [DataMember(Name = "firstSeen", Order = 17)]
    public string? FirstSeen { get; set; }

    [DataMember(Name = "lastSeen", Order = 18)]
    public string? LastSeen { get; set; }

    [DataMember(Name = "stateSince", Order = 19)]
    public string? StateSince { get; set; }

    [DataMember(Name = "elapsedSeconds", Order = 20)]
    public double ElapsedSeconds { get; set; }

    [DataMember(Name = "evidence", Order = 21)]
    public string[]? Evidence { get; set; }

    [DataMember(Name = "advice", Order = 22, EmitDefaultValue = false)]
    public string? Advice { get; set; }

    /// <summary>The load's images, where it is known.</summary>
    [DataMember(Name = "images", Order = 23, EmitDefaultValue = false)]
    public FileLine[]? Images { get; set; }

    [DataMember(Name = "manifestBytes", Order = 24, EmitDefaultValue = false)]
    public long ManifestBytes { get; set; }

    /// <summary>The files it has whole.</summary>
    [DataMember(Name = "held", Order = 25, EmitDefaultValue = false)]
    public FileLine[]? Held { get; set; }

    [DataMember(Name = "manifestReads", Order = 26, EmitDefaultValue = false)]
    public int ManifestReads { get; set; }

    [DataMember(Name = "anyImageAsked", Order = 27, EmitDefaultValue = false)]
    public bool AnyImageAsked { get; set; }

    [DataMember(Name = "missingFile", Order = 28, EmitDefaultValue = false)]
    public string? MissingFile { get; set; }

    [DataMember(Name = "knownByDhcp", Order = 29, EmitDefaultValue = false)]
    public bool KnownByDhcp { get; set; }

    [DataMember(Name = "bootedSinceLastFile", Order = 30, EmitDefaultValue = false)]
    public bool BootedSinceLastFile { get; set; }

    [DataMember(Name = "wantsSignedConfiguration", Order = 31, EmitDefaultValue = false)]
    public bool WantsSignedConfiguration { get; set; }

    public static PhoneLine Of(PhoneRecoveryStatus phone) => new()
    {
        Mac = phone.MacAddress.ToString(),
        Name = phone.Name,
        Model = phone.Model,
        Ip = phone.IPAddress?.ToString(),
        State = phone.State.ToString(),
        Load = phone.Load,
        ReportedLoad = phone.ReportedLoad,
        Manifest = phone.Manifest,
        File = phone.File,
        FilesDone = phone.FilesDone,
        FilesTotal = phone.FilesTotal,
        Bytes = phone.Bytes,
        TotalBytes = phone.TotalBytes,
        Percent = phone.PercentComplete,
        BytesPerSecond = phone.BytesPerSecond,
        Retransmissions = phone.Retransmissions,
        Attempts = phone.Attempts,
        FirstSeen = Write(phone.FirstSeen),
        LastSeen = Write(phone.LastSeen),
        StateSince = Write(phone.Memory.StateSince),
        ElapsedSeconds = Math.Round(phone.Elapsed.TotalSeconds, 3),
        Evidence = phone.Evidence.ToArray(),
        Advice = phone.Advice,
        Images = phone.Memory.Outline?.Images.Select(FileLine.Of).ToArray(),
        ManifestBytes = phone.Memory.Outline?.Manifest.Length ?? 0,
        Held = phone.Memory.FilesHeld.Count == 0 ? null : phone.Memory.FilesHeld.Select(FileLine.Of).ToArray(),
        ManifestReads = phone.Memory.ManifestReads,
        AnyImageAsked = phone.Memory.AnyImageAsked,
        MissingFile = phone.Memory.MissingFile,
        KnownByDhcp = phone.Memory.KnownByDhcp,
        BootedSinceLastFile = phone.Memory.BootedSinceLastFile,
        WantsSignedConfiguration = phone.Memory.WantsSignedConfiguration,
    };

    /// <summary>Total: null when the line cannot be a phone's.</summary>
    public PhoneRecoveryStatus? ToStatus()
    {
        if (ReadMac(Mac) is not { } mac || Name is null || !Enum.TryParse(State, out PhoneState state) || !Enum.IsDefined(typeof(PhoneState), state)
            || ReadTime(FirstSeen) is not { } firstSeen || ReadTime(LastSeen) is not { } lastSeen || firstSeen > lastSeen)
        {
            return null;
        }

        IPAddress? address = Ip is not null && IPAddress.TryParse(Ip, out IPAddress? ip) && ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? ip : null;
        if (FilesDone < 0 || FilesTotal < 0 || Bytes < 0 || TotalBytes < 0 || BytesPerSecond < 0 || Retransmissions < 0 || Attempts < 0 || ManifestReads < 0
            || !(ElapsedSeconds >= 0 && ElapsedSeconds <= (DateTime.MaxValue - firstSeen.UtcDateTime).TotalSeconds - 1))
        {
            return null;
        }

        return new PhoneRecoveryStatus
        {
            MacAddress = mac,
            Name = Name,
            Model = Model,
            IPAddress = address,
            State = state,
            Load = Load,
            ReportedLoad = ReportedLoad,
            Manifest = Manifest,
            File = File,
            FilesDone = FilesDone,
            FilesTotal = FilesTotal,
            Bytes = Bytes,
            TotalBytes = TotalBytes,
            PercentComplete = Math.Min(100, Math.Max(0, Percent)),
            BytesPerSecond = BytesPerSecond,
            Retransmissions = Retransmissions,
            Attempts = Attempts,
            FirstSeen = firstSeen,
            LastSeen = lastSeen,
            Elapsed = TimeSpan.FromSeconds(ElapsedSeconds),
            Evidence = Evidence?.OfType<string>().ToArray() ?? [],
            Advice = Advice,
            Memory = new PhoneMemory
            {
                StateSince = ReadTime(StateSince) ?? lastSeen,
                Outline = Images is null || Load is null || Manifest is null ? null : new BundleOutline(Load, new BundleFile(Manifest, Math.Max(0, ManifestBytes)), FileLine.ToFiles(Images)),
                FilesHeld = FileLine.ToFiles(Held),
                ManifestReads = ManifestReads,
                AnyImageAsked = AnyImageAsked,
                MissingFile = MissingFile,
                KnownByDhcp = KnownByDhcp,
                BootedSinceLastFile = BootedSinceLastFile,
                WantsSignedConfiguration = WantsSignedConfiguration,
            },
        };
    }

    public static string Write(DateTimeOffset time) => time.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset? ReadTime(string? text) =>
        DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time.ToLocalTime() : null;

    private static PhysicalAddress? ReadMac(string? text) =>
        text is not { Length: <= 32 } || !HexText.TryRead(text, out byte[] octets) ? null : octets.Length == 0 ? PhysicalAddress.None : new PhysicalAddress(octets);
}
