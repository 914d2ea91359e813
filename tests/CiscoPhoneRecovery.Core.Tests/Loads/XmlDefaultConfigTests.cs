using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Xml.Linq;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

public class XmlDefaultConfigTests
{
    private static SyntheticBundle Make(int family, string release = "8-5-2") => SyntheticBundle.Create(family, Bundles.Small with { Release = release });

    /// <summary>The ids of the facts, by hand, so that a slip in the catalogue shows.</summary>
    [Theory]
    [InlineData(11, 369, 307)]
    [InlineData(41, 115, 309, 30018, 308)]
    [InlineData(42, 434, 404)]
    [InlineData(45, 435, 436)]
    [InlineData(70, 30006, 119)]
    [InlineData(75, 437)]
    public void Each_model_is_named_by_Cisco_s_number_for_it(int family, params int[] ids)
    {
        LoadReport report = Bundles.JudgeRoot(Bundles.Root(Make(family)));

        XElement root = XDocument.Parse(Encoding.UTF8.GetString(XmlDefaultConfig.ForRoot(report, IPAddress.Loopback)!)).Root!;

        string[] loads = root.Elements().Where(e => e.Name.LocalName != "callManagerGroup").Select(e => $"{e.Name.LocalName}={e.Value}").ToArray();
        Assert.Equal(ids.Select(id => $"loadInformation{id}=SCCP{family}.8-5-2S"), loads);
    }

    [Fact]
    public void A_root_with_a_file_of_its_own_or_without_a_usable_load_gets_none()
    {
        LoadReport good = Bundles.JudgeRoot(Bundles.Root(Make(45)));
        var own = new LoadReport { Loads = good.Loads, HasDefaultConfig = true };
        LoadReport newer = Bundles.JudgeRoot(Bundles.Root(Make(45, "9-4-2")));

        Assert.NotNull(XmlDefaultConfig.ForRoot(good, IPAddress.Loopback));
        Assert.Null(XmlDefaultConfig.ForRoot(own, IPAddress.Loopback));
        Assert.Null(XmlDefaultConfig.ForRoot(newer, IPAddress.Loopback));
    }

    [Fact]
    public void The_default_configuration_tells_each_model_its_load()
    {
        LoadReport report = Bundles.JudgeRoot(Bundles.Root(Make(45), Make(75)));

        byte[] bytes = XmlDefaultConfig.Build(report.Loads, IPAddress.Parse("10.1.1.2"));
        XElement root = XDocument.Parse(Encoding.UTF8.GetString(bytes)).Root!;

        Assert.Equal("Default", root.Name.LocalName);
        XElement manager = root.Element("callManagerGroup")!.Element("members")!.Element("member")!.Element("callManager")!;
        Assert.Equal("10.1.1.2", manager.Element("processNodeName")!.Value);
        Assert.Equal("2000", manager.Element("ports")!.Element("ethernetPhonePort")!.Value);
        Assert.Equal("SCCP45.8-5-2S", root.Element("loadInformation435")!.Value);
        Assert.Equal("SCCP45.8-5-2S", root.Element("loadInformation436")!.Value);
        Assert.Equal("SCCP75.8-5-2S", root.Element("loadInformation437")!.Value);
        Assert.Equal(3, root.Elements().Count(e => e.Name.LocalName.StartsWith("loadInformation", StringComparison.Ordinal)));
        Assert.Equal((byte)'<', bytes[0]);
    }

    [Fact]
    public void A_damaged_load_and_a_family_with_two_loads_are_not_in_the_default_configuration()
    {
        Dictionary<string, byte[]> root = Bundles.Root(Make(45), Make(45, "8-4-4"), Make(75));
        root.Remove(root.Keys.Single(k => k.StartsWith("jar75", StringComparison.Ordinal)));

        string text = Encoding.UTF8.GetString(XmlDefaultConfig.Build(Bundles.JudgeRoot(root).Loads, IPAddress.Loopback));

        Assert.DoesNotContain("loadInformation", text);
    }
}
