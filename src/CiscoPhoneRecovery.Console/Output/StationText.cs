using System;
using System.Collections.Generic;
using System.Linq;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Console.Output;

/// <summary>The sentences that the text views share.</summary>
internal static class StationText
{
    public static string Ready(RecoveryStation station)
    {
        DhcpSettings dhcp = station.Options.Dhcp;
        string where = station.Options.Interface is null ? dhcp.ServerAddress.ToString() : $"{dhcp.ServerAddress} on {station.Options.Interface}";
        return $"Ready: DHCP {dhcp.RangeStart} to {dhcp.RangeEnd} and TFTP from {where}. Reset the phones now: hold # at power-on, then 123456789*0#. Ctrl+C stops."
            + (station.WatchesForServers is { } way ? $"{System.Environment.NewLine}The server looks for other DHCP servers as long as it runs: {way}." : string.Empty)
            + (station.JournalPath is { } journal ? $"{System.Environment.NewLine}What happens is written to {journal}; phone-recovery status shows it in another window." : string.Empty);
    }

    public static string Summary(IReadOnlyList<PhoneRecoveryStatus> phones, TimeSpan elapsed)
    {
        int seen = phones.Count(p => p.State != PhoneState.Ignored);
        int done = phones.Count(p => p.IsDone);
        int ignored = phones.Count - seen;
        return $"{done} of {seen} phones recovered in {elapsed.TotalSeconds:0.0} s{(ignored > 0 ? $"; {ignored} other devices left alone" : string.Empty)}.";
    }

    /// <summary>A sentence for what concerns the station itself; null for what concerns one phone.</summary>
    public static string? Notice(DhcpEvent happening) => happening.Kind switch
    {
        DhcpEventKind.ForeignServer => $"Another DHCP server is on this network: {happening.Address} ({happening.Mac}). {happening.Detail}",
        DhcpEventKind.PoolExhausted => $"No address is left for {happening.HostName ?? happening.Mac.ToString()}: widen the range with --range-start and --range-end.",
        DhcpEventKind.Stopped or DhcpEventKind.LinkLost or DhcpEventKind.LinkRestored or DhcpEventKind.JournalDamaged or DhcpEventKind.JournalFailed => happening.Detail,
        _ => null,
    };

    /// <summary>The same for the TFTP server.</summary>
    public static string? Notice(TftpEvent happening) => happening.Kind switch
    {
        TftpEventKind.LinkLost or TftpEventKind.LinkRestored => happening.Detail,
        _ => null,
    };

    public static void WriteProblem(string message, string? advice)
    {
        System.Console.Error.WriteLine("phone-recovery: " + message);
        if (advice is not null)
        {
            System.Console.Error.WriteLine("  " + advice);
        }
    }
}
