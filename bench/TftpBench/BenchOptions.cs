using System;
using System.Collections.Generic;
using System.Globalization;

namespace CiscoPhoneRecovery.Bench.Tftp;

/// <summary>What the command line asks for.</summary>
internal sealed class BenchOptions
{
    public const string Usage =
        "tftp-bench [--rounds 3] [--seconds 3] [--only TEXT] [--in-tftpd PATH] [--atftpd PATH] [--dnsmasq PATH] [--libraries DIR]\n"
        + "  --only       scenarios whose name contains TEXT; may be given again\n"
        + "  --libraries  where a peer that is not installed finds its libraries (LD_LIBRARY_PATH)\n"
        + "  Needs root, ip (iproute2) and cc. Peers are found in PATH; what is missing is left out.";

    public int Rounds { get; private set; } = 3;

    public double Seconds { get; private set; } = 3;

    public List<string> Only { get; } = new();

    public string? Libraries { get; private set; }

    /// <summary>Paths given for peers, by name.</summary>
    public Dictionary<string, string> Programs { get; } = new();

    /// <exception cref="FormatException">An option is unknown or lacks its value.</exception>
    public static BenchOptions Parse(string[] arguments)
    {
        var options = new BenchOptions();
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string value = i + 1 < arguments.Length ? arguments[i + 1] : throw new FormatException($"{arguments[i]} lacks its value.");
            options.Set(arguments[i], value);
        }

        return options;
    }

    public bool Selects(Scenario scenario) =>
        Only.Count == 0 || Only.Exists(text => scenario.Name.Contains(text, StringComparison.OrdinalIgnoreCase));

    private void Set(string name, string value)
    {
        switch (name)
        {
            case "--rounds":
                Rounds = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "--seconds":
                Seconds = double.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "--only":
                Only.Add(value);
                break;
            case "--libraries":
                Libraries = value;
                break;
            case "--in-tftpd" or "--atftpd" or "--dnsmasq":
                Programs[name[2..].Replace('-', '.')] = value;
                break;
            default:
                throw new FormatException($"Unknown option {name}.");
        }
    }
}
