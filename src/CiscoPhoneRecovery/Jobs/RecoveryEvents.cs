using System;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Jobs;

/// <summary>Turns what Core reports into what a job writes.</summary>
internal static class RecoveryEvents
{
    /// <summary>Null for what happens with every lease anyway: OFFER, INFORM, and datagrams that are no DHCP.</summary>
    public static RecoveryEvent? From(DhcpEvent happening)
    {
        RecoveryEvent? made = happening.Kind switch
        {
            DhcpEventKind.Discovered => new(RecoveryEventKind.PhoneSeen, $"{Name(happening)} asks for an address{Model(happening)}"),
            DhcpEventKind.Acknowledged => new(RecoveryEventKind.LeaseGranted, $"{Name(happening)} has {happening.Address}"),
            DhcpEventKind.Refused => new(RecoveryEventKind.LeaseRefused, $"{Name(happening)} was refused: {happening.Detail}"),
            DhcpEventKind.Declined => new(RecoveryEventKind.AddressDeclined, $"{Name(happening)} found {happening.Address} in use"),
            DhcpEventKind.Released => new(RecoveryEventKind.LeaseReleased, $"{Name(happening)} gave {happening.Address} back"),
            DhcpEventKind.Ignored => new(RecoveryEventKind.ClientIgnored, $"{Name(happening)} is no Cisco phone"),
            DhcpEventKind.PoolExhausted => new(RecoveryEventKind.PoolExhausted, $"no address is left for {Name(happening)}"),
            DhcpEventKind.AddressInUse => new(RecoveryEventKind.AddressInUse, $"{happening.Address} is in use by another device"),
            DhcpEventKind.ForeignServer => new(RecoveryEventKind.ForeignServer, $"another DHCP server is here: {happening.Address} {Mac(happening.Mac)}".TrimEnd()),
            DhcpEventKind.WatchingForServers => new(RecoveryEventKind.WatchingForServers, happening.Detail ?? "the server looks for other DHCP servers"),
            DhcpEventKind.LinkLost => new(RecoveryEventKind.LinkLost, happening.Detail ?? "the link or the address is gone; the server waits for it"),
            DhcpEventKind.LinkRestored => new(RecoveryEventKind.LinkRestored, happening.Detail ?? "the server answers again"),
            DhcpEventKind.JournalDamaged or DhcpEventKind.JournalFailed => new(RecoveryEventKind.JournalProblem, happening.Detail ?? happening.Kind.ToString()),
            _ => null,
        };
        if (made is not null)
        {
            made.MacAddress = happening.Mac.Equals(PhysicalAddress.None) ? null : happening.Mac;
            made.IPAddress = happening.Address;
        }

        return made;
    }

    public static RecoveryEvent From(TftpEvent happening)
    {
        switch (happening.Kind)
        {
            case TftpEventKind.LinkLost:
                return new(RecoveryEventKind.LinkLost, happening.Detail ?? "the link or the address is gone; the server waits for it");
            case TftpEventKind.LinkRestored:
                return new(RecoveryEventKind.LinkRestored, happening.Detail ?? "the server answers again");
            default:
                return OfTransfer(happening);
        }
    }

    public static RecoveryEvent From(PhoneRecoveryStatus phone) => new(RecoveryEventKind.PhoneChanged, $"{phone.Name} is {phone.State}")
    {
        MacAddress = phone.MacAddress,
        IPAddress = phone.IPAddress,
        File = phone.File,
        Phone = phone,
    };

    private static RecoveryEvent OfTransfer(TftpEvent happening)
    {
        RecoveryEvent made = happening.Kind switch
        {
            TftpEventKind.Started => new(RecoveryEventKind.TransferStarted, $"{happening.File} to {happening.Client.ToAddress()}"),
            TftpEventKind.Completed or TftpEventKind.ProbablyCompleted => new(RecoveryEventKind.TransferCompleted, $"{happening.File} to {happening.Client.ToAddress()}"),
            TftpEventKind.NotFound => new(RecoveryEventKind.FileNotFound, $"{happening.Client.ToAddress()} asked for {happening.File}"),
            TftpEventKind.Refused => new(RecoveryEventKind.RequestRefused, $"{happening.File} to {happening.Client.ToAddress()}: {happening.Detail}"),
            _ => new(RecoveryEventKind.TransferFailed, $"{happening.File} to {happening.Client.ToAddress()}: {happening.Detail}"),
        };
        made.IPAddress = happening.Client.ToAddress();
        made.File = happening.File;
        if (happening.Transfer != 0)
        {
            made.Bytes = happening.Acknowledged;
            made.Elapsed = happening.Elapsed;
            made.Retransmissions = happening.Retransmissions;
        }

        return made;
    }

    private static string Model(DhcpEvent happening) => ModelCatalogue.FromVendorClass(happening.VendorClass) is PhoneModel model ? $", a {model}" : string.Empty;

    private static string Name(DhcpEvent happening) => string.IsNullOrEmpty(happening.HostName) ? Mac(happening.Mac) : happening.HostName!;

    private static string Mac(PhysicalAddress mac) => mac.Equals(PhysicalAddress.None) ? string.Empty : BitConverter.ToString(mac.GetAddressBytes());
}
