using System;
using System.Collections.Generic;
using System.Globalization;

namespace CiscoPhoneRecovery.Bench.DhcpLoad;

/// <summary>What the load is: `--interface bench0 --clients 245` for one start of all, `--outstanding 16 --seconds 5` for a rate.</summary>
internal sealed record LoadOptions
{
    /// <summary>The interface whose broadcasts are sent and heard.</summary>
    public string Interface { get; init; } = "bench0";

    /// <summary>How many phones there are.</summary>
    public int Clients { get; init; } = 245;

    /// <summary>Exchanges under way at any time; 0 lets every phone start in the same instant, once.</summary>
    public int Outstanding { get; init; }

    /// <summary>Length of a rate measurement.</summary>
    public double Seconds { get; init; } = 5;

    /// <summary>How long a phone waits for an answer before it asks again.</summary>
    public double Retry { get; init; } = 1;

    /// <summary>When phones that are not bound give up.</summary>
    public double GiveUp { get; init; } = 20;

    /// <summary>Writes a line for each phone that is bound.</summary>
    public bool List { get; init; }

    public static LoadOptions Read(string[] arguments)
    {
        var given = new Dictionary<string, string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i].TrimStart('-');
            given[name] = i + 1 < arguments.Length && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal) ? arguments[++i] : "1";
        }

        double Number(string name, double otherwise) =>
            given.TryGetValue(name, out string? text) ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        var defaults = new LoadOptions();
        return new LoadOptions
        {
            Interface = given.GetValueOrDefault("interface", defaults.Interface),
            Clients = (int)Number("clients", defaults.Clients),
            Outstanding = (int)Number("outstanding", defaults.Outstanding),
            Seconds = Number("seconds", defaults.Seconds),
            Retry = Number("retry", defaults.Retry),
            GiveUp = Number("give-up", defaults.GiveUp),
            List = given.ContainsKey("list"),
        };
    }
}
