using System.Linq;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Phones;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Phones;

/// <summary>What logs of real phones show, with their times: the pauses in them must not be taken for something else.</summary>
public sealed class RecordedSequenceTests
{
    private readonly PhoneScript _wire = new();

    [Fact]
    public void A_7961_that_pauses_for_its_flash_between_files_is_downloading_all_the_time()
    {
        // term 11:38:42, jar :44-47, cnu :52-53, apps :56-39:02, dsp 39:10-11, cvm 39:14-18
        (double Pause, double Seconds)[] log = { (2, 3), (5, 1), (3, 6), (8, 1), (3, 4) };
        _wire.Discover().Ack().ReadsManifest();
        foreach ((BundleFile image, (double pause, double seconds)) in PhoneScript.Bundle42.Images.Zip(log))
        {
            _wire.Wait(pause).Reads(image.Name, image.Length, seconds: seconds);
        }

        Assert.Equal(PhoneState.Installing, _wire.Phone.State);
        _wire.Wait(60).Ack().Misses("CTLSEP001B54AABB01.tlv").Misses("SEP001B54AABB01.cnf.xml").Misses("XMLDefault.cnf.xml");
        Assert.Equal(new[] { PhoneState.Seen, PhoneState.Leased, PhoneState.Downloading, PhoneState.Installing, PhoneState.Recovered }, _wire.States);
        Assert.All(_wire.Changes.Where(c => c.State == PhoneState.Downloading), c => Assert.Null(c.Advice));
        Assert.InRange(_wire.Phone.Elapsed.TotalSeconds, 90, 110);
    }

    [Fact]
    public void A_7906_that_refuses_reads_its_manifest_twice_a_boot_and_stays_rejected_through_its_reboot_loop()
    {
        for (int boot = 0; boot < 5; boot++)
        {
            _wire.Ack().ReadsManifest().Wait(1).ReadsManifest().Wait(boot % 2 == 0 ? 90 : 150);
            Assert.Equal(PhoneState.Rejected, _wire.Phone.State);
        }

        Assert.Equal(1, _wire.Phone.Attempts);
        Assert.DoesNotContain(PhoneState.Stalled, _wire.States);
        Assert.Contains(_wire.Phone.Evidence, e => e.Contains("2 times and asked for none of its images"));
    }

    [Fact]
    public void A_rejecting_phone_that_goes_on_to_its_images_after_all_is_downloading()
    {
        _wire.Ack().ReadsManifest().Wait(1).ReadsManifest().Wait(90).Ack().ReadsManifest().ReadsAllImages();
        Assert.Equal(PhoneState.Installing, _wire.Phone.State);
    }

    [Fact]
    public void A_phone_that_misses_an_image_asks_for_the_next_one_at_once_and_breaks_it_off()
    {
        // A 7911 whose jar was spelled with a capital J in the manifest.
        _wire.Discover().Ack().ReadsManifest().Misses("jar42sccp.8-5-2TH1-9.sbn")
            .Begins("cnu42.8-5-2TH1-9.sbn", 560_000, 40_000).Fails("cnu42.8-5-2TH1-9.sbn", "its port is gone").Wait(46);
        Assert.Contains(_wire.Phone.Evidence, e => e.Contains("jar42sccp.8-5-2TH1-9.sbn, which is not in the root"));
        Assert.Contains(_wire.Phone.Evidence, e => e.Contains("its port is gone"));
        Assert.NotNull(_wire.Phone.Advice);
    }

    [Fact]
    public void A_phone_that_begins_with_its_remembered_address_and_is_refused_starts_over_and_recovers()
    {
        _wire.Dhcp(DhcpEventKind.Refused, "192.168.1.50", "Cisco Systems, Inc. IP Phone CP-7942G").Discover().Ack().ReadsManifest().ReadsAllImages().Wait(60).Ack().Misses("CTLSEP001B54AABB01.tlv");
        Assert.Equal(PhoneState.Recovered, _wire.Phone.State);
    }

    [Fact]
    public void A_phone_that_loops_on_CTLSEP_after_its_images_is_recovered_once()
    {
        _wire.Discover().Ack().ReadsManifest().ReadsAllImages().Wait(60);
        for (int i = 0; i < 20; i++)
        {
            _wire.Ack().Misses("CTLSEP001B54AABB01.tlv").Wait(20);
        }

        Assert.Equal(PhoneState.Recovered, _wire.Phone.State);
        Assert.Equal(1, _wire.States.Count(s => s == PhoneState.Recovered));
    }
}
