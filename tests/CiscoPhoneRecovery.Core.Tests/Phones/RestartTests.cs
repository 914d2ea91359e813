using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using CiscoPhoneRecovery.Phones;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Phones;

/// <summary>A station that was started again, with its journal, in the middle of what real phones were seen to do.</summary>
public sealed class RestartTests
{
    private const string MissingConfiguration = "SEP001B54AABB01.cnf.xml";

    private readonly PhoneScript _wire = new();

    /// <summary>The steps of the 7942's boot log.</summary>
    private static readonly IReadOnlyList<Action<PhoneScript>> BootLog = new Action<PhoneScript>[]
    {
        w => w.Discover(),
        w => w.Ack(),
        w => w.ReadsManifest(),
    }
    .Concat(PhoneScript.Bundle42.Images.Select(image => new Action<PhoneScript>(w => w.Reads(image.Name, image.Length, seconds: 5))))
    .Concat(new Action<PhoneScript>[]
    {
        w => w.Wait(90),
        w => w.Ack(),
        w => w.Misses("CTLSEP001B54AABB01.tlv"),
        w => w.Misses(MissingConfiguration),
        w => w.Misses("XMLDefault.cnf.xml"),
    }).ToArray();

    public static TheoryData<int> AnyMoment() => new(Enumerable.Range(1, BootLog.Count));

    [Theory]
    [MemberData(nameof(AnyMoment))]
    public void A_phone_is_recovered_although_the_station_was_started_again(int moment)
    {
        for (int step = 0; step < BootLog.Count; step++)
        {
            if (step == moment)
            {
                _wire.Restart();
            }

            BootLog[step](_wire);
        }

        if (moment == BootLog.Count)
        {
            _wire.Restart();
        }

        PhoneRecoveryStatus phone = _wire.Phone;
        Assert.Equal(PhoneState.Recovered, phone.State);
        Assert.Equal((6, 6, 100, 1), (phone.FilesDone, phone.FilesTotal, phone.PercentComplete, phone.Attempts));
        Assert.Equal(PhoneScript.Bundle42.TotalBytes, phone.Bytes);
        Assert.Equal("SCCP42.8-5-2S", phone.Load);
        Assert.Equal("CP-7942G", phone.Model);
        Assert.Equal(6, phone.Retransmissions);
        Assert.Equal(DateTimeOffset.UnixEpoch, phone.FirstSeen);
        Assert.InRange(phone.Elapsed.TotalSeconds, 90, 130);
        Assert.Contains("the station was started again", phone.Evidence);
    }

    [Theory]
    [MemberData(nameof(AnyMoment))]
    public void A_refused_load_is_told_although_the_station_was_started_again(int moment)
    {
        Action<PhoneScript>[] loop = { w => w.Discover(), w => w.Ack(), w => w.ReadsManifest(), w => w.Wait(1), w => w.ReadsManifest(), w => w.Wait(11) };
        for (int step = 0; step < loop.Length; step++)
        {
            if (step == moment)
            {
                _wire.Restart();
            }

            loop[step](_wire);
        }

        Assert.Equal(PhoneState.Rejected, _wire.Phone.State);
    }

    [Fact]
    public void An_image_that_broke_off_with_the_station_is_asked_for_again_and_counts_once()
    {
        BundleFile jar = PhoneScript.Bundle42.Images[0];
        _wire.Discover().Ack().ReadsManifest().Begins(jar.Name, jar.Length, 800_000).Restart();
        Assert.Equal(PhoneState.Downloading, _wire.Phone.State);
        Assert.Equal(PhoneScript.Bundle42.Manifest.Length, _wire.Phone.Bytes);

        _wire.Wait(3).ReadsAllImages();
        Assert.Equal(PhoneState.Installing, _wire.Phone.State);
        Assert.Equal((6, 1), (_wire.Phone.FilesDone, _wire.Phone.Attempts));
    }

    [Fact]
    public void A_silence_counts_from_the_restart()
    {
        _wire.Discover().Ack().ReadsManifest().Begins("jar42sccp.8-5-2TH1-9.sbn", 1_600_000, 800_000).Restart(secondsAway: 600).Wait(40);
        Assert.Equal(PhoneState.Downloading, _wire.Phone.State);
        _wire.Wait(10);
        Assert.Equal(PhoneState.Stalled, _wire.Phone.State);
    }

    [Fact]
    public void A_phone_that_this_run_has_heard_is_not_put_back_to_what_it_was()
    {
        _wire.Discover();
        IReadOnlyList<PhoneRecoveryStatus> old = _wire.Tracker.Snapshot(_wire.Now);
        _wire.Ack().ReadsManifest();
        _wire.Tracker.Restore(old, _wire.Now);
        Assert.Equal(PhoneState.Downloading, _wire.Phone.State);
    }

    [Fact]
    public void An_address_that_passed_on_while_nobody_listened_is_the_new_phones()
    {
        var other = System.Net.NetworkInformation.PhysicalAddress.Parse("00-1B-54-AA-BB-02");
        _wire.Discover().Ack().ReadsManifest().Restart().Ack(mac: other).ReadsManifest();
        PhoneRecoveryStatus[] phones = _wire.Tracker.Snapshot(_wire.Now).ToArray();
        Assert.Null(phones[0].IPAddress);
        Assert.Equal((IPAddress.Parse("10.1.1.10"), PhoneState.Downloading), (phones[1].IPAddress, phones[1].State));
    }

    [Fact]
    public void Phones_of_an_earlier_run_do_not_hide_that_none_is_heard_now()
    {
        _wire.Discover().Ack().Restart();
        Assert.NotNull(_wire.Tracker.BenchAdvice(TimeSpan.FromSeconds(61)));
    }
}
