using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.Serialization;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>An object of "ip -j -d address show", as far as it is used. Members of other kinds are passed over.</summary>
[DataContract]
internal sealed class IpLink
{
    [DataMember(Name = "ifindex")]
    public int Index { get; set; }

    [DataMember(Name = "ifname")]
    public string? Name { get; set; }

    [DataMember(Name = "flags")]
    public string[]? Flags { get; set; }

    [DataMember(Name = "link_type")]
    public string? LinkType { get; set; }

    [DataMember(Name = "address")]
    public string? Address { get; set; }

    [DataMember(Name = "linkinfo")]
    public IpLinkInfo? LinkInfo { get; set; }

    [DataMember(Name = "addr_info")]
    public IpAddressInfo[]? Addresses { get; set; }
}

[DataContract]
internal sealed class IpLinkInfo
{
    [DataMember(Name = "info_kind")]
    public string? Kind { get; set; }
}

/// <summary>An entry of "addr_info".</summary>
[DataContract]
internal sealed class IpAddressInfo
{
    private const long Forever = uint.MaxValue;

    [DataMember(Name = "family")]
    public string? Family { get; set; }

    [DataMember(Name = "local")]
    public string? Local { get; set; }

    [DataMember(Name = "prefixlen")]
    public int PrefixLength { get; set; }

    [DataMember(Name = "broadcast")]
    public string? Broadcast { get; set; }

    [DataMember(Name = "scope")]
    public string? Scope { get; set; }

    [DataMember(Name = "label")]
    public string? Label { get; set; }

    [DataMember(Name = "metric")]
    public int Metric { get; set; }

    [DataMember(Name = "noprefixroute")]
    public bool NoPrefixRoute { get; set; }

    [DataMember(Name = "valid_life_time")]
    public long Valid { get; set; }

    [DataMember(Name = "preferred_life_time")]
    public long Preferred { get; set; }

    public NicAddress ToAddress(string nic)
    {
        var words = new List<string>();
        void Add(string word, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                words.Add(word + value);
            }
        }

        Add("broadcast ", Broadcast);
        Add("scope ", Scope);
        Add("label ", Label == nic ? null : Label);
        Add("metric ", Metric == 0 ? null : Metric.ToString(CultureInfo.InvariantCulture));
        Add(string.Empty, NoPrefixRoute ? "noprefixroute" : null);
        Add("valid_lft ", Valid is > 0 and < Forever ? $"{Valid} preferred_lft {Math.Min(Valid, Preferred)}" : null);
        return new NicAddress { Address = Local!, PrefixLength = PrefixLength, Extra = string.Join(" ", words) };
    }
}

/// <summary>An object of "ip -j -4 route show".</summary>
[DataContract]
internal sealed class IpRoute
{
    [DataMember(Name = "dst")]
    public string? Destination { get; set; }

    [DataMember(Name = "gateway")]
    public string? Gateway { get; set; }

    [DataMember(Name = "dev")]
    public string? Device { get; set; }

    [DataMember(Name = "protocol")]
    public string? Protocol { get; set; }

    [DataMember(Name = "scope")]
    public string? Scope { get; set; }

    [DataMember(Name = "prefsrc")]
    public string? Source { get; set; }

    [DataMember(Name = "metric")]
    public int Metric { get; set; }

    [DataMember(Name = "flags")]
    public string[]? Flags { get; set; }

    public NicRoute ToRoute()
    {
        string extra = string.Join(
            " ",
            new[]
            {
                Protocol is null ? null : "proto " + Protocol,
                Scope is null ? null : "scope " + Scope,
                Source is null ? null : "src " + Source,
                Flags?.Contains("onlink") == true ? "onlink" : null,
            }.Where(w => w is not null));
        return new NicRoute
        {
            Destination = Destination == "default" ? "0.0.0.0/0" : Destination!.Contains("/") ? Destination! : Destination + "/32",
            NextHop = Gateway ?? "0.0.0.0",
            Metric = Metric,
            // The kernel makes these with the address. One with a metric is a network manager's own, beside an address with noprefixroute.
            Automatic = Protocol == "kernel" && Gateway is null && Metric == 0,
            Extra = extra,
        };
    }
}
