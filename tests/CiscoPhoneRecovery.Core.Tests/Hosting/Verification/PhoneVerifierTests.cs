using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Threading;
using System.Threading.Tasks;
using CiscoPhoneRecovery.Core.Tests.Phones;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Hosting.Verification;

/// <summary>Which phones are asked, when, and what becomes of the answer.</summary>
public sealed class PhoneVerifierTests : IDisposable
{
    private static readonly IPAddress Station = IPAddress.Parse("127.7.2.2");
    private static readonly IPAddress Address = IPAddress.Parse("127.7.2.10");
    private static readonly TimeSpan[] Soon = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(600)];

    private readonly PhoneBoard _board = new(new MonotonicClock());
    private long _transfers;

    public PhoneVerifierTests() => _board.Attach(() => [], manifest => manifest == PhoneScript.Bundle42.Manifest.Name ? PhoneScript.Bundle42 : null);

    [Fact]
    public void A_recovered_phone_whose_page_reports_the_load_is_verified()
    {
        using var page = new StandInPage("127.7.2.10", _ => StandInPage.Page("SCCP42.8-5-2S"));
        using var verifier = new PhoneVerifier(_board, new PhonePageReader(Station, page.Port).AskAsync, Soon);
        Recover();
        Assert.Equal("SCCP42.8-5-2S", WaitFor(p => p.State == PhoneState.Verified).ReportedLoad);
        Thread.Sleep(1200);
        Assert.Single(page.Requests);
    }

    [Fact]
    public void A_phone_that_reports_another_load_stays_recovered_and_is_not_asked_again()
    {
        using var page = new StandInPage("127.7.2.10", _ => StandInPage.Page("SCCP42.8-3-1S"));
        using var verifier = new PhoneVerifier(_board, new PhonePageReader(Station, page.Port).AskAsync, Soon);
        Recover();
        PhoneRecoveryStatus phone = WaitFor(p => p.ReportedLoad is not null);
        Assert.Equal((PhoneState.Recovered, "SCCP42.8-3-1S"), (phone.State, phone.ReportedLoad));
        Thread.Sleep(1200);
        Assert.Single(page.Requests);
    }

    [Fact]
    public void A_phone_without_a_web_server_stays_recovered_and_is_asked_a_few_times_only()
    {
        var asked = new List<IPAddress>();
        using var verifier = new PhoneVerifier(_board, (address, _) => Answer(asked, address, null), Soon);
        Recover();
        WaitFor(p => p.State == PhoneState.Recovered);
        Thread.Sleep(2000);
        Assert.Equal(PhoneState.Recovered, Assert.Single(_board.Phones).State);
        Assert.Equal(new[] { Address, Address }, asked);
    }

    [Fact]
    public void A_page_that_names_another_phone_says_nothing_of_this_one()
    {
        using var page = new StandInPage("127.7.2.10", _ => StandInPage.Page("SCCP42.8-5-2S", "001B54FFFFFF"));
        using var verifier = new PhoneVerifier(_board, new PhonePageReader(Station, page.Port).AskAsync, Soon);
        Recover();
        Assert.True(SpinWait.SpinUntil(() => !page.Requests.IsEmpty, TimeSpan.FromSeconds(60)));
        Thread.Sleep(500);
        Assert.Null(Assert.Single(_board.Phones).ReportedLoad);
    }

    [Fact]
    public void A_phone_is_asked_one_question_at_a_time_and_holds_up_no_other_phone()
    {
        int mostAtOnce = 0;
        int atOnce = 0;
        using var verifier = new PhoneVerifier(
            _board,
            async (address, stop) =>
            {
                if (!address.Equals(Address))
                {
                    return DeviceInformation.Read("<D><versionID>SCCP42.8-5-2S</versionID></D>"u8.ToArray());
                }

                mostAtOnce = Math.Max(mostAtOnce, Interlocked.Increment(ref atOnce));
                await Task.Delay(5000, stop);
                Interlocked.Decrement(ref atOnce);
                return null;
            },
            [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero]);
        Recover();
        Recover("127.7.2.11", "001B54AABB02");
        Assert.True(SpinWait.SpinUntil(() => _board.Phones.Any(p => p.State == PhoneState.Verified), TimeSpan.FromSeconds(60)));
        Thread.Sleep(1000);
        Assert.Equal(1, mostAtOnce);
    }

    [Fact]
    public void Only_a_phone_that_has_its_address_from_this_station_is_asked()
    {
        var asked = new List<IPAddress>();
        using var verifier = new PhoneVerifier(_board, (address, _) => Answer(asked, address, "SCCP42.8-5-2S"), Soon);
        Read();
        _board.Post(Missing("CTLSEP001B54AABB01.tlv"));
        WaitFor(p => p.State == PhoneState.Recovered);
        Thread.Sleep(700);
        Assert.Empty(asked);
    }

    [Fact]
    public void A_verifier_that_is_put_away_asks_nobody_any_more()
    {
        var asked = new List<IPAddress>();
        using (new PhoneVerifier(_board, (address, _) => Answer(asked, address, null), Soon))
        {
        }

        Recover();
        WaitFor(p => p.State == PhoneState.Recovered);
        Thread.Sleep(700);
        Assert.Empty(asked);
    }

    public void Dispose() => _board.Dispose();

    private static Task<DeviceInformation?> Answer(List<IPAddress> asked, IPAddress address, string? load)
    {
        lock (asked)
        {
            asked.Add(address);
        }

        return Task.FromResult(load is null ? null : DeviceInformation.Read(System.Text.Encoding.ASCII.GetBytes($"<D><versionID>{load}</versionID></D>")));
    }

    private static TftpPeer Peer(string address) => TftpPeer.From(new IPEndPoint(IPAddress.Parse(address), 49152));

    private static TftpEvent Missing(string file, string address = "127.7.2.10") => new(TftpEventKind.NotFound, Peer(address), file);

    private void Recover(string address = "127.7.2.10", string mac = "001B54AABB01")
    {
        var boot = new DhcpEvent(DhcpEventKind.Acknowledged, PhysicalAddress.Parse(mac), IPAddress.Parse(address), "Cisco Systems, Inc. IP Phone CP-7942G");
        _board.Post(boot);
        Read(address);
        _board.Post(boot);
        _board.Post(Missing($"CTLSEP{mac}.tlv", address));
    }

    private void Read(string address = "127.7.2.10")
    {
        foreach (BundleFile file in PhoneScript.Bundle42.Images.Prepend(PhoneScript.Bundle42.Manifest))
        {
            long transfer = ++_transfers;
            _board.Post(new TftpEvent(TftpEventKind.Started, Peer(address), file.Name, transfer, file.Length));
            _board.Post(new TftpEvent(TftpEventKind.Completed, Peer(address), file.Name, transfer, file.Length, file.Length));
        }
    }

    private PhoneRecoveryStatus WaitFor(Func<PhoneRecoveryStatus, bool> condition)
    {
        Assert.True(SpinWait.SpinUntil(() => _board.Phones.Any(condition), TimeSpan.FromSeconds(60)), string.Join("; ", _board.Phones));
        return _board.Phones.First(condition);
    }
}
