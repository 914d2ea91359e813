using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using System.Net;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;

namespace CiscoPhoneRecovery.Console.Commands;

/// <summary>The options that describe a station, shared by serve and recover. Their defaults are the recovery network.</summary>
internal sealed class StationArguments
{
    private static readonly DhcpSettings Defaults = new();

    private readonly Option<string> _networkInterface = new("--interface", "-i") { Description = "The NIC that the phones' switch is plugged into.", Required = true };
    private readonly Option<IPAddress> _address = Address("--address", "The station's own address on that NIC.", Defaults.ServerAddress);
    private readonly Option<IPAddress> _mask = Address("--mask", "Subnet mask.", Defaults.SubnetMask);
    private readonly Option<IPAddress> _rangeStart = Address("--range-start", "First address handed out.", Defaults.RangeStart);
    private readonly Option<IPAddress> _rangeEnd = Address("--range-end", "Last address handed out.", Defaults.RangeEnd);
    private readonly Option<IPAddress> _router = Address("--router", "Option 3; nobody needs to answer there.", Defaults.Router!);
    private readonly Option<IPAddress[]> _tftpServers = new("--tftp-server")
    {
        Description = "Options 150, 66 and siaddr, in order of preference. [default: the station's address]",
        CustomParser = ParseAddresses,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> _leaseMinutes = new("--lease-minutes") { Description = "Length of a lease, in minutes.", DefaultValueFactory = _ => 60 };
    private readonly Option<bool> _allowAnyClient = new("--allow-any-client") { Description = "Answer every DHCP client, not only Cisco phones." };
    private readonly Option<bool> _noAddressProbe = new("--no-address-probe") { Description = "Hand out addresses without asking first whether somebody has them." };
    private readonly Option<bool> _noDefaultConfig = new("--no-default-config") { Description = "Do not serve an XMLDefault.cnf.xml that names the staged loads." };
    private readonly Option<string?> _journal = new("--journal") { Description = "File where leases are written down, so that a restarted station knows them; the event journal lies beside it." };
    private readonly Option<bool> _noVerify = new("--no-verify") { Description = "Do not ask recovered phones by HTTP which load they run." };
    private readonly Option<bool> _force = new("--force") { Description = "Go on where the station refuses: an unfit NIC, another DHCP server, a refused load." };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _networkInterface, _address, _mask, _rangeStart, _rangeEnd, _router, _tftpServers, _leaseMinutes, _allowAnyClient, _noAddressProbe, _noDefaultConfig, _journal, _noVerify, _force })
        {
            command.Add(option);
        }

        _leaseMinutes.Between(1, 10_000_000);
    }

    public StationOptions Read(ParseResult parsed, string root)
    {
        IPAddress own = parsed.GetValue(_address)!;
        IPAddress[]? servers = parsed.GetValue(_tftpServers);
        var journals = StationJournals.For(own, parsed.GetValue(_journal));
        return new StationOptions
        {
            Interface = parsed.GetValue(_networkInterface),
            Root = root,
            JournalPath = journals.Leases,
            JournalIsOptional = !journals.AreNamed,
            EventJournalPath = journals.Events,
            Verify = !parsed.GetValue(_noVerify),
            DefaultConfiguration = !parsed.GetValue(_noDefaultConfig),
            Force = parsed.GetValue(_force),
            Dhcp = new DhcpSettings
            {
                ServerAddress = own,
                SubnetMask = parsed.GetValue(_mask)!,
                RangeStart = parsed.GetValue(_rangeStart)!,
                RangeEnd = parsed.GetValue(_rangeEnd)!,
                Router = parsed.GetValue(_router),
                TftpServers = servers is { Length: > 0 } ? servers : new[] { own },
                LeaseTime = TimeSpan.FromMinutes(parsed.GetValue(_leaseMinutes)),
                AllowAnyClient = parsed.GetValue(_allowAnyClient),
                ProbeWait = parsed.GetValue(_noAddressProbe) ? TimeSpan.Zero : Defaults.ProbeWait,
            },
        };
    }

    private static Option<IPAddress> Address(string name, string description, IPAddress value) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => value,
        CustomParser = result => ParseAddresses(result) is { Length: 1 } one ? one[0] : null,
    };

    private static IPAddress[]? ParseAddresses(ArgumentResult result)
    {
        var addresses = new List<IPAddress>();
        foreach (string text in result.Tokens.SelectMany(t => t.Value.Split(',')))
        {
            if (text.Count(c => c == '.') != 3 || !IPAddress.TryParse(text, out IPAddress? _address))
            {
                result.AddError($"'{text}' is no IPv4 address, such as 10.1.1.2.");
                return null;
            }

            addresses.Add(_address);
        }

        return addresses.ToArray();
    }
}
