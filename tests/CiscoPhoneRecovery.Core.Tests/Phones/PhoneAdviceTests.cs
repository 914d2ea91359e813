using System;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Phones;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Phones;

/// <summary>What the technician is told, for every state and for silence.</summary>
public sealed class PhoneAdviceTests
{
    private readonly PhoneScript _wire = new();

    private string? Advice => _wire.Phone.Advice;

    [Fact]
    public void No_phone_after_a_minute_means_link_power_jack_firewall_or_switch_port()
    {
        Assert.Null(_wire.Tracker.BenchAdvice(TimeSpan.FromSeconds(59)));
        AssertSays(_wire.Tracker.BenchAdvice(TimeSpan.FromSeconds(61)), "link lights", "PoE", "brick", "SW jack", "firewall", "UDP 67 and 69", "switch port");
        _wire.Dhcp(DhcpEventKind.Ignored, null, "MSFT 5.0");
        Assert.NotNull(_wire.Tracker.BenchAdvice(TimeSpan.FromSeconds(61)));
        _wire.Discover();
        Assert.Null(_wire.Tracker.BenchAdvice(TimeSpan.FromSeconds(61)));
    }

    [Fact]
    public void A_DISCOVER_without_a_REQUEST_means_another_server_or_an_offer_not_taken()
    {
        _wire.Discover();
        Assert.Null(Advice);

        // A 7970 was seen to ask every 20 s, for ever.
        _wire.Wait(19).Discover().Wait(2);
        AssertSays(Advice, "does not take the one it is offered", "another DHCP server", "SW (network) jack");
    }

    [Fact]
    public void A_lease_without_TFTP_means_an_alternate_TFTP_server_or_an_option_not_taken()
    {
        _wire.Discover().Ack().Wait(29);
        Assert.Null(Advice);
        _wire.Wait(2);
        AssertSays(Advice, "does not take the TFTP server from DHCP", "Alternate TFTP to No", "123456789*0#");
    }

    [Fact]
    public void A_phone_that_asks_for_its_configuration_only_was_not_reset()
    {
        _wire.Discover().Ack().Misses("SEP001B54AABB01.cnf.xml").Wait(31);
        AssertSays(Advice, "boots the load it has", "hold #", "123456789*0#");
    }

    [Fact]
    public void A_phone_that_wants_a_signed_configuration_holds_an_ITL_whatever_its_load()
    {
        _wire.Discover().Ack().Misses("CTLSEP001B54AABB01.tlv").Misses("ITLSEP001B54AABB01.tlv").Misses("SEP001B54AABB01.cnf.xml.sgn").Wait(31);
        AssertSays(Advice, "ITL", "Auth Fail", "erase", "**#");
    }

    [Fact]
    public void A_manifest_read_twice_means_a_refused_load_which_is_named_with_what_to_try()
    {
        _wire.Discover().Ack().ReadsManifest().Wait(1).ReadsManifest().Wait(11);
        AssertSays(Advice, "SCCP42.8-5-2S", "refuses", "not 8.5(2)SR1", "unpack it afresh", "3491672850*#", "8.3(3)");
    }

    [Theory]
    [InlineData("CP-7970G", "term70.default.loads")]
    [InlineData("CP-7971G-GE", "term71.default.loads")]
    public void A_refusing_7970_or_7971_is_led_over_stepping_stones(string model, string term)
    {
        _wire.Discover("Cisco Systems, Inc. IP Phone " + model).Dhcp(DhcpEventKind.Acknowledged, "10.1.1.10", null)
            .Reads(term, 654).Reads(term, 654).Wait(11);
        AssertSays(Advice, term, "step first", "8.3(3)", "8.2(1)", "7.0(2)", "then 8.5(2)", "power brick");
    }

    [Fact]
    public void A_manifest_read_once_and_then_silence_is_named_and_waited_for()
    {
        _wire.Discover().Ack().ReadsManifest().Wait(46);
        Assert.Equal(PhoneState.Stalled, _wire.Phone.State);
        AssertSays(Advice, "SCCP42.8-5-2S", "three minutes", "reads the manifest again", "not 8.5(2)SR1");
        Assert.DoesNotContain("in the middle", Advice + _wire.Phone.Evidence[^1]);
    }

    [Fact]
    public void A_silence_in_the_middle_of_a_file_means_cable_or_power()
    {
        _wire.Discover().Ack().ReadsManifest().Begins("jar42sccp.8-5-2TH1-9.sbn", 1_600_000, 10_000).Wait(46);
        AssertSays(Advice, "middle of a file", "cable", "power brick");
    }

    [Theory]
    [InlineData("term65.default.loads", "cmterm-7945_7965-sccp.8-5-2.zip", "7945/7965")]
    [InlineData("term06.default.loads", "cmterm-7911_7906-sccp.8-5-2.zip", "7906/7911")]
    [InlineData("term61.default.loads", "cmterm-7941_7961-sccp.8-5-2.zip", "7941/7961")]
    [InlineData("apps41.8-5-2TH1-9.sbn", "cmterm-7941_7961-sccp.8-5-2.zip", "7941/7961")]
    [InlineData("term71.default.loads", "cmterm-7970_7971-sccp.8-5-2.zip", "7970/7971")]
    [InlineData("dsp75.1-1-42.sbn", "cmterm-7975-sccp.8-5-2.zip", "7975")]
    [InlineData("SCCP42.8-5-2S.loads", "cmterm-7942_7962-sccp.8-5-2.zip", "7942/7962")]
    public void A_file_that_the_root_lacks_is_named_with_the_zip_that_has_it(string file, string zip, string models)
    {
        _wire.Discover().Ack().Misses(file);
        AssertSays(Advice, file, zip, models, "power the phone off and on");
    }

    [Fact]
    public void A_load_of_another_release_is_in_no_zip_of_ours()
    {
        _wire.Discover().Ack().Misses("SCCP42.9-4-2SR3-1S.loads");
        AssertSays(Advice, "SCCP42.9-4-2SR3-1S", "configuration that names it");
        Assert.DoesNotContain("cmterm", Advice);
    }

    [Fact]
    public void All_images_served_and_dark_means_wait()
    {
        _wire.Discover().Ack().ReadsManifest().ReadsAllImages().Wait(15 * 60);
        AssertSays(Advice, "Do not unplug", "five minutes and more", "3491672850*#");
        _wire.Wait(6 * 60);
        AssertSays(Advice, "power it off and on once", "an hour or two");
    }

    [Fact]
    public void A_recovered_phone_goes_back_to_production_and_a_lasting_Auth_Fail_there_is_its_ITL()
    {
        _wire.Discover().Ack().ReadsManifest().ReadsAllImages().Wait(60).Ack().Misses("CTLSEP001B54AABB01.tlv");
        AssertSays(Advice, "Done", "unplug", "production", "Auth Fail", "load is good", "ITL", "**#");
        _wire.ShowsPage("SCCP42.8-5-2S");
        Assert.Equal(PhoneState.Verified, _wire.Phone.State);
        AssertSays(Advice, "Done", "unplug", "production", "ITL");
    }

    [Fact]
    public void A_recovered_phone_that_wants_a_signed_configuration_is_not_recovered_again()
    {
        _wire.Discover().Ack().ReadsManifest().ReadsAllImages().Wait(60).Ack().Misses("SEP001B54AABB01.cnf.xml.sgn");
        AssertSays(Advice, "do not recover it again", "ITL", "**#", "production");
    }

    [Fact]
    public void A_page_that_reports_another_load_is_told_and_takes_nothing_back()
    {
        _wire.Discover().Ack().ReadsManifest().ReadsAllImages().Wait(60).Ack().Misses("CTLSEP001B54AABB01.tlv").ShowsPage("SCCP42.8-3-1S");
        Assert.Equal((PhoneState.Recovered, "SCCP42.8-3-1S"), (_wire.Phone.State, _wire.Phone.ReportedLoad));
        AssertSays(Advice, "SCCP42.8-5-2S", "SCCP42.8-3-1S", "power it off and on");
        Assert.Contains("its own page reports SCCP42.8-3-1S", _wire.Phone.Evidence);
    }

    [Fact]
    public void Another_device_is_to_be_unplugged()
    {
        _wire.Dhcp(DhcpEventKind.Ignored, null, "MSFT 5.0");
        AssertSays(Advice, "Not a Cisco phone", "allow any client");
    }

    [Fact]
    public void A_download_wants_nothing()
    {
        _wire.Discover().Ack().ReadsManifest().Begins("jar42sccp.8-5-2TH1-9.sbn", 1_600_000, 10_000).Wait(5);
        Assert.Null(Advice);
    }

    private static void AssertSays(string? advice, params string[] words) =>
        Assert.All(words, word => Assert.Contains(word, advice, StringComparison.Ordinal));
}
