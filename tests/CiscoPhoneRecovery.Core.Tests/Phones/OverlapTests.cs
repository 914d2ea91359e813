using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Phones;

/// <summary>What random fleets found: leases and transfers that outlive what they were for.</summary>
public sealed class OverlapTests
{
    private const string Jar = "jar42sccp.8-5-2TH1-9.sbn";
    private static readonly PhysicalAddress Other = PhysicalAddress.Parse("00-1B-54-AA-BB-02");

    private readonly PhoneScript _wire = new();

    [Fact]
    public void A_lease_renewed_in_the_middle_of_a_download_is_no_boot()
    {
        _wire.Discover().Ack().ReadsManifest().Begins(Jar, 1_600_000, 500_000);
        Renew("10.1.1.10");
        Assert.Equal(PhoneState.Downloading, _wire.Phone.State);
        _wire.Wait(50);
        Assert.Equal(PhoneState.Stalled, _wire.Phone.State);
    }

    [Fact]
    public void A_renewed_lease_is_all_that_is_known_of_a_phone_after_a_restart()
    {
        Renew("10.1.1.10");
        Assert.Equal(PhoneState.Leased, _wire.Phone.State);
        Assert.Equal("CP-7942G", _wire.Phone.Model);
    }

    [Fact]
    public void A_copy_of_an_ACK_does_not_end_a_download_that_goes_on()
    {
        _wire.Discover().Ack().ReadsManifest().Begins(Jar, 1_600_000, 500_000).Ack();
        Assert.Equal(PhoneState.Leased, _wire.Phone.State);
        Progress(_wire.Transfer, 600_000, 0);
        Assert.Equal(PhoneState.Downloading, _wire.Phone.State);
    }

    [Fact]
    public void A_transfer_stays_the_phones_that_began_it_when_its_address_goes_to_another()
    {
        _wire.Discover().Ack().ReadsManifest().Begins(Jar, 1_600_000, 500_000);
        long transfer = _wire.Transfer;
        _wire.Discover(mac: Other).Ack(mac: Other);
        Progress(transfer, 500_000, 9);
        _wire.Fails(Jar, "the client fell silent");

        PhoneRecoveryStatus[] phones = _wire.Tracker.Snapshot(_wire.Now).ToArray();
        Assert.Equal(new[] { 1, 0 }, phones.Select(p => p.Retransmissions));
        Assert.Contains("broke off", phones[0].Evidence[^1]);
        Assert.Equal(2, phones.Length);
    }

    private void Renew(string address) => _wire.Tracker.Observe(
        new DhcpEvent(DhcpEventKind.Acknowledged, PhoneScript.Mac, IPAddress.Parse(address), "Cisco Systems, Inc. IP Phone CP-7942G", "SEP" + PhoneScript.Mac, Renewal: true), _wire.Now);

    private void Progress(long transfer, long acknowledged, int retransmissions) => _wire.Tracker.Observe(
        new TftpProgress(transfer, TftpPeer.From(new IPEndPoint(IPAddress.Parse("10.1.1.10"), 49152)), Jar, 1_600_000, acknowledged, retransmissions), _wire.Now);
}
