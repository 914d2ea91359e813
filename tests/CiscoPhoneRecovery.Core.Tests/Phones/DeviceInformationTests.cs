using System.Net.NetworkInformation;
using System.Text;
using CiscoPhoneRecovery.Phones;
using FsCheck.Xunit;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Phones;

/// <summary>What a phone's page says, and what any other page does.</summary>
public sealed class DeviceInformationTests
{
    private const string Xml = """
        <?xml version="1.0" encoding="iso-8859-1"?>
        <DeviceInformation>
          <MACAddress>001B54AABB01</MACAddress><HostName>SEP001B54AABB01</HostName><phoneDN></phoneDN>
          <appLoadID>jar42sccp.8-5-2TH1-9</appLoadID><bootLoadID>tnp62.8-3-1-21a.bin</bootLoadID><versionID>SCCP42.8-5-2S</versionID>
          <addonModule1/><serialNumber>FCH00000000</serialNumber><modelNumber>CP-7942G</modelNumber><MessageWaiting>No</MessageWaiting>
        </DeviceInformation>
        """;

    private const string Html = """
        <HTML><HEAD><TITLE>Cisco Unified IP Phone CP-7942G</TITLE></HEAD><BODY><TABLE>
        <TR><TD><B>MAC Address</B></TD><TD width=20></TD><TD><B>001B54AABB01</B></TD></TR>
        <TR><TD><B>Host Name</B></TD><TD>&nbsp;</TD><TD><B>SEP001B54AABB01</B></TD></TR>
        <TR><TD><B>App Load ID</B></TD><TD></TD><TD><B>jar42sccp.8-5-2TH1-9.sbn</B></TD></TR>
        <TR><TD><B>Version</B></TD><TD></TD><TD><B>SCCP42.8-5-2S</B></TD></TR>
        </TABLE>
        """;

    [Theory]
    [InlineData(Xml)]
    [InlineData(Html)]
    public void A_page_tells_the_load_and_whose_it_is(string page)
    {
        DeviceInformation read = Read(page)!;
        Assert.Equal("SCCP42.8-5-2S", read.Load);
        Assert.Equal(PhysicalAddress.Parse("001B54AABB01"), read.Mac);
        Assert.True(read.Reports(PhoneScript.Bundle42));
    }

    [Theory]
    [InlineData("SCCP42.8-5-2S", true)]
    [InlineData("sccp42.8-5-2s", true)]
    [InlineData("SCCP42.8-5-2S.loads", true)]
    [InlineData("8.5(2)", true)]
    [InlineData("jar42sccp.8-5-2TH1-9.sbn", true)]
    [InlineData("jar42sccp.8-5-2TH1-9", true)]
    [InlineData("jar42sccp.8-5-2S", true)]
    [InlineData("SCCP42.8-5-2SR1S", false)]
    [InlineData("SIP42.8-5-2S", false)]
    [InlineData("SCCP45.8-5-2S", false)]
    [InlineData("SCCP42.8-3-1S", false)]
    [InlineData("8.5(2)SR1", false)]
    [InlineData("jar42sccp.8-5-2SR1S", false)]
    [InlineData("jar42sip.8-5-2TH1-9", false)]
    [InlineData("TERM42.DEFAULT", false)]
    public void The_load_is_known_by_any_of_its_names_and_by_no_other(string reported, bool same) =>
        Assert.Equal(same, Read($"<DeviceInformation><versionID>{reported}</versionID></DeviceInformation>")!.Reports(PhoneScript.Bundle42));

    [Fact]
    public void One_of_the_two_fields_is_enough()
    {
        Assert.True(Read("<DeviceInformation><appLoadID>jar42sccp.8-5-2TH1-9</appLoadID></DeviceInformation>")!.Reports(PhoneScript.Bundle42));
        Assert.Equal("SCCP42.8-5-2S", Read("<D><versionID>8.5(2)</versionID><appLoadID>SCCP42.8-5-2S</appLoadID></D>")!.Load);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Not found")]
    [InlineData("<html><body>Login</body></html>")]
    [InlineData("<DeviceInformation><versionID></versionID></DeviceInformation>")]
    [InlineData("<DeviceInformation><versionID>\u001b[31mred</versionID></DeviceInformation>")]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><D><versionID>&x;</versionID></D>")]
    public void Another_page_tells_nothing(string page) => Assert.Null(Read(page));

    [Fact]
    public void A_document_type_is_not_followed_but_the_labels_of_a_page_for_people_are_read()
    {
        DeviceInformation? read = Read("<!DOCTYPE html SYSTEM \"http://10.1.1.99/x.dtd\">" + Html);
        Assert.Equal("SCCP42.8-5-2S", read!.Load);
    }

    [Fact]
    public void A_value_that_never_ends_is_none() =>
        Assert.Null(Read($"<D><versionID>{new string('8', 5000)}</versionID></D>"));

    [Property(MaxTest = 1000)]
    public void Any_octets_are_a_page_or_none(byte[] page) => Check(DeviceInformation.Read(page ?? []));

    [Property(MaxTest = 3000)]
    public void A_page_with_damage_anywhere_is_a_page_or_none(int at, byte value, int at2, byte value2, bool html)
    {
        byte[] page = Encoding.Latin1.GetBytes(html ? Html : Xml);
        page[(uint)at % page.Length] = value;
        page[(uint)at2 % page.Length] = value2;
        Check(DeviceInformation.Read(page));
    }

    private static void Check(DeviceInformation? page)
    {
        if (page is not null)
        {
            Assert.InRange(page.Load.Length, 1, 80);
            Assert.All(page.Load, c => Assert.InRange(c, ' ', '~'));
            _ = page.Reports(PhoneScript.Bundle42);
        }
    }

    private static DeviceInformation? Read(string page) => DeviceInformation.Read(Encoding.UTF8.GetBytes(page));
}
