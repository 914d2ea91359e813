using CiscoPhoneRecovery.Loads;
using FsCheck.Xunit;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

public class NameTests
{
    [Theory]
    [InlineData("8-5-2S", "8.5(2)")]
    [InlineData("8-5-2SR1S", "8.5(2)SR1")]
    [InlineData("9-4-2SR3-1S", "9.4(2)SR3-1")]
    [InlineData("9-4-2ES26", "9.4(2)ES26")]
    [InlineData("8-5-2TH1-9", "8.5(2)TH1-9")]
    [InlineData("8-3-1-22", "8.3(1)-22")]
    [InlineData("10-0-12", "10.0(12)")]
    public void A_release_is_read_and_written_for_people(string text, string shown) =>
        Assert.Equal(shown, ReleaseVersion.Parse(text)!.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("8-5")]
    [InlineData("8.5.2")]
    [InlineData("a-b-c")]
    [InlineData("8-5-99999")]
    [InlineData("8-5-2/../x")]
    [InlineData("default")]
    public void What_is_no_release_is_none(string text) => Assert.Null(ReleaseVersion.Parse(text));

    [Theory]
    [InlineData("7-2-0-66", false)]
    [InlineData("8-2-2S", false)]
    [InlineData("8-3-2S", false)]
    [InlineData("8-3-3S", true)]
    [InlineData("8-3-3SR2S", true)]
    [InlineData("8-4-4S", true)]
    [InlineData("8-5-1S", true)]
    [InlineData("8-5-2S", true)]
    [InlineData("8-5-2TH1-9", true)]
    [InlineData("8-5-2SR1S", false)]
    [InlineData("8-5-2ES5", false)]
    [InlineData("8-5-3S", false)]
    [InlineData("9-0-2S", false)]
    [InlineData("9-4-2SR3-1S", false)]
    public void Both_keys_are_in_8_3_3_to_8_5_2_and_in_no_other(string text, bool both)
    {
        ReleaseVersion release = ReleaseVersion.Parse(text)!;

        Assert.Equal(both, release.CarriesBothKeys);
        Assert.Equal(!both && release.Major == 8 && release.Minor < 5, release.CarriesOldKeyOnly && release.Major == 8);
    }

    [Property]
    public bool Any_text_is_a_release_or_none_and_never_an_exception(string text) => ReleaseVersion.Parse(text) is null or { Major: >= 0 };

    [Theory]
    [InlineData("SCCP45.8-5-2S.loads", LoadProtocol.Sccp, 45, "SCCP45.8-5-2S")]
    [InlineData("SIP41.8-5-2S", LoadProtocol.Sip, 41, "SIP41.8-5-2S")]
    [InlineData("sccp31.9-2-1s.LOADS", LoadProtocol.Sccp, 31, "sccp31.9-2-1s")]
    public void A_load_s_name_tells_protocol_family_and_release(string text, LoadProtocol protocol, int family, string name)
    {
        LoadName load = LoadName.Parse(text)!;

        Assert.Equal((protocol, family, name), (load.Protocol, load.Family, load.Text));
    }

    [Theory]
    [InlineData("term45.default.loads")]
    [InlineData("SCCP69xx.9-4-1-3SR3.loads")]
    [InlineData("SCCP6901.9-2-1-a.loads")]
    [InlineData("P0030801SR02.loads")]
    [InlineData("SIP")]
    [InlineData("SCCP4")]
    public void Other_manifests_are_no_load_names(string text) => Assert.Null(LoadName.Parse(text));

    [Theory]
    [InlineData("apps45.8-5-2TH1-9.sbn", "apps", 45, LoadProtocol.Unknown, "8-5-2TH1-9")]
    [InlineData("cvm41sip.8-5-2TH1-9.sbn", "cvm", 41, LoadProtocol.Sip, "8-5-2TH1-9")]
    [InlineData("Jar11sccp.8-2-2ES4.sbn", "jar", 11, LoadProtocol.Sccp, "8-2-2ES4")]
    [InlineData("cvm11.7-2-0-66.sbn", "cvm", 11, LoadProtocol.Unknown, "7-2-0-66")]
    public void An_image_s_name_tells_part_family_protocol_and_build(string text, string part, int family, LoadProtocol protocol, string build) =>
        Assert.Equal(new ImageName(part, family, protocol, build), ImageName.Parse(text));

    [Theory]
    [InlineData("apps.sbn")]
    [InlineData("apps45.sbn")]
    [InlineData("APPS-1.4.6.3.SBN")]
    [InlineData(".sbn")]
    public void Other_images_tell_no_build(string text) => Assert.True(ImageName.Parse(text) is null or { Build.Length: 0 });

    [Property]
    public bool Any_text_is_an_image_s_name_or_none(string text) => ImageName.Parse(text + ".sbn") is null or { Family: >= 0 };

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("c:evil.sbn")]
    [InlineData("a.sbn:stream")]
    [InlineData("con")]
    [InlineData("NUL.sbn")]
    [InlineData("com1.loads")]
    [InlineData("LPT0")]
    [InlineData("aux .sbn")]
    [InlineData("CONIN$")]
    [InlineData("a.sbn.")]
    [InlineData("a.sbn ")]
    [InlineData(" a.sbn")]
    [InlineData(".hidden")]
    [InlineData("a\0.sbn")]
    [InlineData("a\u202e.sbn")]
    [InlineData("a*.sbn")]
    [InlineData("")]
    public void A_name_that_leads_elsewhere_is_unsafe(string name) => Assert.NotNull(SafeName.WhyUnsafe(name));

    [Theory]
    [InlineData("term45.default.loads")]
    [InlineData("console.sbn")]
    [InlineData("com10.sbn")]
    [InlineData("jar45sccp.8-5-2TH1-9.sbn")]
    public void Plain_names_are_safe(string name) => Assert.Null(SafeName.WhyUnsafe(name));
}
