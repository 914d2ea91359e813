using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Threading;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;

namespace CiscoPhoneRecovery.Lab.Runner;

/// <summary>
/// Software phones on a wire: `lab-runner --phones 13 --interface bench0`. Each broadcasts, takes its leased address on the interface
/// and reads its load. Writes a line a phone, "MAC address file=sha256 ...", once all of them run; exit status 1 if one does not in time.
/// </summary>
internal static class PhoneBench
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static int Run(string interfaceName, int count, int first)
    {
        List<SoftwarePhoneHost> phones = Enumerable.Range(first, count)
            .Select(i => SoftwarePhoneHost.OnWire(
                new SoftwarePhoneProfile(ModelCatalogue.All[i % ModelCatalogue.All.Count], Mac(i)),
                interfaceName,
                address => TakeAddress(interfaceName, address)))
            .ToList();
        phones.ForEach(p => p.PowerOn());
        var watch = Stopwatch.StartNew();
        while (phones.Any(p => p.Fault is null && p.Phone.Stage != SoftwarePhoneStage.Running) && watch.Elapsed < Patience)
            Thread.Sleep(20);

        foreach (SoftwarePhoneHost phone in phones)
        {
            Console.WriteLine(
                $"{phone.Phone.Profile.Mac} {phone.Phone.Stage} {phone.Phone.Address} "
                    + string.Join(' ', phone.Phone.Files.Select(f => $"{f.Name}={Convert.ToHexString(f.Sha256)}")) + phone.Fault?.Message);
        }

        bool all = phones.All(p => p.Phone.Stage == SoftwarePhoneStage.Running);
        phones.ForEach(p => p.Dispose());
        return all ? 0 : 1;
    }

    private static PhysicalAddress Mac(int index) => new(new byte[] { 0x02, 0x79, 0, 1, (byte)(index >> 8), (byte)index });

    private static void TakeAddress(string interfaceName, IPAddress address)
    {
        using Process ip = Process.Start("ip", $"address replace {address}/24 dev {interfaceName}");
        ip.WaitForExit();
    }
}
