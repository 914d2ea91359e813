using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CiscoPhoneRecovery.Bench.DhcpLoad;

/// <summary>A server under comparison and the command that starts it with options 66 and 150, a lease file, and no address probes.</summary>
internal sealed record BenchServer(string Name, string? Program, Func<bool, string> Command, string? Libraries = null)
{
    public bool IsThere => Program is not null;

    /// <param name="ownServer">The console program.</param>
    /// <param name="folder">Where lease files go.</param>
    public static IEnumerable<BenchServer> All(string ownServer, string folder)
    {
        yield return new BenchServer("CiscoPhoneRecovery", ownServer, wide =>
            $"{ownServer} serve --interface station0 --root {EmptyRoot(folder)} --force --no-address-probe --journal {Fresh(folder)} "
            + $"{(wide ? "--mask 255.255.0.0 --range-start 10.1.2.0 --range-end 10.1.255.254" : "")}");
        yield return new BenchServer("dnsmasq", Find("dnsmasq"), wide =>
            "dnsmasq --keep-in-foreground --port=0 --conf-file=/dev/null --interface=station0 --bind-interfaces --no-ping --dhcp-authoritative --user=root "
            + "--pid-file= --log-facility=- --quiet-dhcp --dhcp-lease-max=70000 --dhcp-option=3,10.1.1.1 --dhcp-option=150,10.1.1.2 --dhcp-option=66,10.1.1.2 "
            + $"--dhcp-leasefile={Fresh(folder)} --dhcp-range={(wide ? "10.1.2.0,10.1.255.254,255.255.0.0" : "10.1.1.10,10.1.1.254,255.255.255.0")},1h");
        string? kea = Find("kea-dhcp4");
        yield return new BenchServer("Kea", kea, wide => $"{kea} -c {KeaConfiguration(folder, wide)}", kea is null ? null : LibrariesBeside(kea));
    }

    // A load for phones is not what is measured; --force serves without one.
    private static string EmptyRoot(string folder) => Directory.CreateDirectory(Path.Combine(folder, "root")).FullName;

    private static string Fresh(string folder) => Path.Combine(folder, Guid.NewGuid().ToString("N"));

    // A Kea that was unpacked without being installed has its libraries in the same tree.
    private static string? LibrariesBeside(string program)
    {
        string usr = Path.GetDirectoryName(Path.GetDirectoryName(program)!)!;
        return usr == "/usr" ? null : Path.Combine(usr, "lib", "x86_64-linux-gnu");
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin").Split(':')
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    private static string KeaConfiguration(string folder, bool wide)
    {
        string path = Fresh(folder) + ".json";
        File.WriteAllText(path, $$"""
            { "Dhcp4": {
                "interfaces-config": { "interfaces": [ "station0" ], "dhcp-socket-type": "raw" },
                "lease-database": { "type": "memfile", "persist": true, "name": "{{path}}.csv", "lfc-interval": 0 },
                "valid-lifetime": 3600, "authoritative": true,
                "option-def": [ { "name": "tftp150", "code": 150, "type": "ipv4-address", "array": true } ],
                "option-data": [
                    { "name": "routers", "data": "10.1.1.1" },
                    { "name": "tftp150", "data": "10.1.1.2", "always-send": true },
                    { "name": "tftp-server-name", "data": "10.1.1.2", "always-send": true } ],
                "subnet4": [ { "subnet": "10.1.{{(wide ? "0.0/16" : "1.0/24")}}", "next-server": "10.1.1.2",
                    "pools": [ { "pool": "{{(wide ? "10.1.2.0-10.1.255.254" : "10.1.1.10-10.1.1.254")}}" } ] } ],
                "loggers": [ { "name": "kea-dhcp4", "severity": "ERROR", "output_options": [ { "output": "stderr" } ] } ]
            } }
            """);
        return path;
    }
}
