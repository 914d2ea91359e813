using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Phones;

public sealed class PhoneStateTests
{
    private const string MissingConfiguration = "SEP001B54AABB01.cnf.xml";

    private readonly PhoneScript _wire = new();

    [Fact]
    public void The_boot_log_of_a_7942_is_a_recovery()
    {
        _wire.Discover().Ack().ReadsManifest().ReadsAllImages();
        Assert.Equal(PhoneState.Installing, _wire.Phone.State);

        _wire.Wait(90).Ack().Misses("CTLSEP001B54AABB01.tlv").Misses(MissingConfiguration).Misses("XMLDefault.cnf.xml");

        Assert.Equal(new[] { PhoneState.Seen, PhoneState.Leased, PhoneState.Downloading, PhoneState.Installing, PhoneState.Recovered }, _wire.States);
        Assert.Equal(100, _wire.Phone.PercentComplete);
        Assert.Equal(6, _wire.Phone.FilesDone);
        Assert.Equal("SCCP42.8-5-2S", _wire.Phone.Load);
        Assert.Equal("CP-7942G", _wire.Phone.Model);
        Assert.Equal("SEP001B54AABB01", _wire.Phone.Name);
        Assert.Equal(1, _wire.Phone.Attempts);
        Assert.StartsWith("Done", _wire.Phone.Advice);
    }

    [Fact]
    public void A_phone_that_begins_with_its_remembered_address_is_leased_without_a_discover()
    {
        _wire.Ack("10.1.1.77");
        Assert.Equal(PhoneState.Leased, _wire.Phone.State);
        Assert.Equal(IPAddress.Parse("10.1.1.77"), _wire.Phone.IPAddress);
    }

    [Theory]
    [InlineData(DhcpEventKind.Stopped)]
    [InlineData(DhcpEventKind.ForeignServer)]
    [InlineData(DhcpEventKind.JournalFailed)]
    [InlineData(DhcpEventKind.AddressInUse)]
    public void Another_DHCP_server_and_the_holder_of_an_address_are_no_phones(DhcpEventKind kind)
    {
        _wire.Tracker.Observe(new DhcpEvent(kind, PhysicalAddress.Parse("020000000001"), IPAddress.Parse("10.1.1.1"), Detail: "it is not alone"), _wire.Now);
        Assert.Empty(_wire.Tracker.Snapshot(_wire.Now));
    }

    [Theory]
    [InlineData(TftpEventKind.LinkLost)]
    [InlineData(TftpEventKind.LinkRestored)]
    public void What_becomes_of_the_servers_link_is_no_phone(TftpEventKind kind)
    {
        _wire.Tracker.Observe(new TftpEvent(kind, default, string.Empty, Detail: "interface 'v0' is gone"), _wire.Now);
        Assert.Empty(_wire.Tracker.Snapshot(_wire.Now));
        Assert.Empty(_wire.Changes);
    }

    [Fact]
    public void All_images_without_a_new_boot_are_not_yet_a_recovery()
    {
        _wire.Discover().Ack().ReadsManifest().ReadsAllImages().Misses(MissingConfiguration);
        Assert.Equal(PhoneState.Installing, _wire.Phone.State);
    }

    [Fact]
    public void A_boot_that_is_told_after_its_own_requests_is_a_recovery_all_the_same()
    {
        _wire.Discover().Ack().ReadsManifest().ReadsAllImages().Wait(60).Misses("CTLSEP001B54AABB01.tlv").Misses(MissingConfiguration).Ack();
        Assert.Equal(PhoneState.Recovered, _wire.Phone.State);
    }

    [Fact]
    public void A_last_image_that_is_sure_only_after_the_boot_is_a_recovery_all_the_same()
    {
        BundleFile last = PhoneScript.Bundle42.Images[^1];
        _wire.Discover().Ack().ReadsManifest();
        foreach (BundleFile image in PhoneScript.Bundle42.Images.SkipLast(1))
        {
            _wire.Reads(image.Name, image.Length);
        }

        _wire.Begins(last.Name, last.Length, last.Length - 100).Wait(2).Ack().Misses(MissingConfiguration);
        Assert.NotEqual(PhoneState.Recovered, _wire.Phone.State);
        _wire.Ends(last.Name, last.Length);
        Assert.Equal(PhoneState.Recovered, _wire.Phone.State);
    }

    [Fact]
    public void A_first_lease_that_is_told_after_the_manifest_request_loses_nothing()
    {
        _wire.Discover().Begins("term42.default.loads", 674, 0).Ack().ReadsAllImages();
        Assert.Equal(PhoneState.Downloading, _wire.Phone.State);
        Assert.Equal(PhoneScript.Mac, _wire.Phone.MacAddress);
        Assert.Equal(5, _wire.Phone.FilesDone);
    }

    [Fact]
    public void A_download_that_only_TFTP_knew_is_kept_when_DHCP_tells_whose_it_is()
    {
        _wire.ReadsManifest().ReadsAllImages().Wait(60).Ack().Misses("CTLSEP001B54AABB01.tlv");
        Assert.Equal(PhoneState.Recovered, _wire.Phone.State);
    }

    [Fact]
    public void The_end_of_an_old_transfer_does_not_count_for_the_new_attempt()
    {
        _wire.Discover().Ack().ReadsManifest();
        foreach (BundleFile image in PhoneScript.Bundle42.Images.SkipLast(1))
        {
            _wire.Reads(image.Name, image.Length);
        }

        BundleFile last = PhoneScript.Bundle42.Images[^1];
        _wire.Begins(last.Name, last.Length, last.Length - 512);
        long cutOff = _wire.Transfer;
        _wire.Wait(3).Ack().ReadsManifest();
        foreach (BundleFile image in PhoneScript.Bundle42.Images.SkipLast(1))
        {
            _wire.Reads(image.Name, image.Length);
        }

        _wire.Ends(last.Name, last.Length, transfer: cutOff);
        Assert.Equal(PhoneState.Downloading, _wire.Phone.State);
        Assert.Equal(5, _wire.Phone.FilesDone);
    }

    [Fact]
    public void A_recovered_phone_stays_recovered_when_its_configuration_names_a_load_that_is_not_here()
    {
        _wire.Discover().Ack().ReadsManifest().ReadsAllImages().Wait(90).Ack().Misses(MissingConfiguration).Misses("SCCP42.9-4-2SR3-1S.loads");
        Assert.Equal(PhoneState.Recovered, _wire.Phone.State);
        Assert.Contains(_wire.Phone.Evidence, e => e.Contains("SCCP42.9-4-2SR3-1S.loads"));
    }

    [Fact]
    public void A_phone_that_only_TFTP_knows_recovers_without_DHCP()
    {
        _wire.ReadsManifest().ReadsAllImages().Misses("CTLSEP001B54AABB01.tlv");
        Assert.Equal(PhoneState.Recovered, _wire.Phone.State);
        Assert.Equal(PhoneScript.Mac, _wire.Phone.MacAddress);
        Assert.Equal("CP-7942G", _wire.Phone.Model);
    }

    [Fact]
    public void A_manifest_read_twice_and_nothing_after_it_is_a_rejection()
    {
        _wire.Discover().Ack().ReadsManifest().Wait(1).ReadsManifest();
        Assert.Equal(PhoneState.Downloading, _wire.Phone.State);

        _wire.Wait(11);
        Assert.Equal(PhoneState.Rejected, _wire.Phone.State);
        Assert.Contains("8.5(2)", _wire.Phone.Advice);

        _wire.Wait(100).Ack().ReadsManifest();
        Assert.Equal(PhoneState.Rejected, _wire.Phone.State);
    }

    [Fact]
    public void A_rejecting_7970_gets_the_advice_to_take_a_step_in_between()
    {
        _wire.Discover("Cisco Systems, Inc. IP Phone CP-7970G").Dhcp(DhcpEventKind.Acknowledged, "10.1.1.10", null)
            .Reads("term70.default.loads", 654).Reads("term70.default.loads", 654).Wait(11);
        Assert.Equal(PhoneState.Rejected, _wire.Phone.State);
        Assert.Contains("8.3(3)", _wire.Phone.Advice);
    }

    [Fact]
    public void A_manifest_read_twice_and_then_its_images_is_a_download()
    {
        _wire.Discover().Ack().ReadsManifest().Wait(30).ReadsManifest().ReadsAllImages();
        Assert.Equal(PhoneState.Installing, _wire.Phone.State);
        Assert.DoesNotContain(PhoneState.Rejected, _wire.States);
    }

    [Fact]
    public void A_file_that_the_root_lacks_is_named_with_the_zip_that_has_it()
    {
        _wire.Discover("Cisco Systems, Inc. IP Phone CP-7965G").Ack().Misses("term65.default.loads");
        Assert.Equal(PhoneState.MissingFile, _wire.Phone.State);
        Assert.Contains("term65.default.loads", _wire.Phone.Advice);
        Assert.Contains("7945/7965", _wire.Phone.Advice);
    }

    [Fact]
    public void A_missing_configuration_is_no_fault()
    {
        _wire.Discover().Ack().Misses("CTLSEP001B54AABB01.tlv").Misses(MissingConfiguration).Misses("XMLDefault.cnf.xml").Misses("/mk-sip.jar");
        Assert.Equal(PhoneState.Leased, _wire.Phone.State);
        _wire.Wait(31);
        Assert.Contains("hold #", _wire.Phone.Advice);
    }

    [Fact]
    public void A_download_without_a_packet_stalls_and_goes_on_when_the_phone_does()
    {
        _wire.Discover().Ack().ReadsManifest().Begins("jar42sccp.8-5-2TH1-9.sbn", 1_600_000, 10_000).Wait(50);
        Assert.Equal(PhoneState.Stalled, _wire.Phone.State);
        Assert.Contains("power", _wire.Phone.Advice);

        _wire.Ack().ReadsManifest().ReadsAllImages();
        Assert.Equal(PhoneState.Installing, _wire.Phone.State);
        Assert.Equal(2, _wire.Phone.Attempts);
    }

    [Fact]
    public void An_aborted_image_asked_for_again_counts_once()
    {
        _wire.Discover().Ack().ReadsManifest().Begins("jar42sccp.8-5-2TH1-9.sbn", 1_600_000, 800_000).Fails("jar42sccp.8-5-2TH1-9.sbn", "its port is gone").ReadsAllImages();
        Assert.Equal(PhoneState.Installing, _wire.Phone.State);
        Assert.Equal(100, _wire.Phone.PercentComplete);
        Assert.Contains(_wire.Phone.Evidence, e => e.Contains("its port is gone"));
    }

    [Fact]
    public void A_phone_that_asks_for_the_load_again_after_installing_is_downloading_again()
    {
        _wire.Discover().Ack().ReadsManifest().ReadsAllImages().Wait(60).Ack().ReadsManifest();
        Assert.Equal(PhoneState.Downloading, _wire.Phone.State);
        Assert.Equal(2, _wire.Phone.Attempts);
        Assert.Contains(_wire.Phone.Evidence, e => e.Contains("not installed"));
    }

    [Fact]
    public void A_loop_on_CTLSEP_never_looks_like_progress()
    {
        _wire.Ack();
        for (int i = 0; i < 50; i++)
        {
            _wire.Misses("CTLSEP001B54AABB01.tlv").Wait(20).Ack();
        }

        Assert.Equal(PhoneState.Leased, _wire.Phone.State);
        Assert.True(_wire.Phone.Evidence.Count <= 4);
    }

    [Fact]
    public void An_address_that_passes_to_another_phone_takes_its_transfers_along()
    {
        PhysicalAddress other = PhysicalAddress.Parse("00-1B-54-AA-BB-02");
        _wire.Ack().Ack(mac: other).ReadsManifest();
        PhoneRecoveryStatus[] phones = _wire.Tracker.Snapshot(_wire.Now).ToArray();
        Assert.Equal(PhoneState.Leased, phones[0].State);
        Assert.Null(phones[0].IPAddress);
        Assert.Equal(PhoneState.Downloading, phones[1].State);
    }

    [Fact]
    public void A_phone_that_changes_its_address_stays_one_phone()
    {
        _wire.Discover().Ack().ReadsManifest().Discover().Ack("10.1.1.11").ReadsManifest("10.1.1.11").ReadsAllImages("10.1.1.11");
        Assert.Equal(PhoneState.Installing, _wire.Phone.State);
        Assert.Equal(IPAddress.Parse("10.1.1.11"), _wire.Phone.IPAddress);
    }

    [Fact]
    public void Two_phones_behind_one_address_are_told_apart_by_the_names_they_ask_for()
    {
        _wire.Misses("CTLSEP001B54AABB01.tlv").Misses("CTLSEP001B54AABB02.tlv");
        Assert.Equal(new[] { "SEP001B54AABB01", "SEP001B54AABB02" }, _wire.Tracker.Snapshot(_wire.Now).Select(p => p.Name));
    }

    [Fact]
    public void Another_device_is_left_alone()
    {
        _wire.Dhcp(DhcpEventKind.Ignored, null, "MSFT 5.0");
        Assert.Equal(PhoneState.Ignored, _wire.Phone.State);
        Assert.Null(_wire.Phone.Model);
    }

    [Fact]
    public void The_page_of_a_recovered_phone_verifies_it()
    {
        _wire.Discover().Ack().ReadsManifest().ReadsAllImages().Ack().Misses(MissingConfiguration);
        System.TimeSpan elapsed = _wire.Phone.Elapsed;
        _wire.Wait(30).ShowsPage("SCCP42.8-5-2S");
        Assert.Equal(PhoneState.Verified, _wire.Phone.State);
        Assert.Equal("SCCP42.8-5-2S", _wire.Phone.ReportedLoad);
        Assert.True(_wire.Phone.IsDone);
        Assert.Equal(elapsed, _wire.Phone.Elapsed);
    }

    [Fact]
    public void Percent_is_bytes_acknowledged_over_bytes_of_the_load()
    {
        _wire.Discover().Ack().ReadsManifest().Begins("jar42sccp.8-5-2TH1-9.sbn", 1_600_000, 787_000);
        Assert.Equal(10, _wire.Phone.PercentComplete);
        Assert.Equal(674 + 787_000, _wire.Phone.Bytes);
        Assert.Equal(PhoneScript.Bundle42.TotalBytes, _wire.Phone.TotalBytes);
    }

    [Fact]
    public void Silence_gets_its_own_advice()
    {
        Assert.Null(_wire.Tracker.BenchAdvice(System.TimeSpan.FromSeconds(59)));
        Assert.Contains("No phone heard", _wire.Tracker.BenchAdvice(System.TimeSpan.FromSeconds(61)));

        _wire.Discover().Wait(21);
        Assert.Contains("another DHCP server", _wire.Phone.Advice);

        _wire.Ack().Wait(31);
        Assert.Contains("Alternate TFTP", _wire.Phone.Advice);
    }

    [Fact]
    public void Invented_MAC_addresses_do_not_fill_the_memory()
    {
        for (int i = 0; i < 20_000; i++)
        {
            _wire.Dhcp(DhcpEventKind.Ignored, null, null, new PhysicalAddress(new byte[] { 2, 0, 0, 0, (byte)(i >> 8), (byte)i }));
        }

        Assert.True(_wire.Tracker.Snapshot(_wire.Now).Count <= 4096);
    }
}
