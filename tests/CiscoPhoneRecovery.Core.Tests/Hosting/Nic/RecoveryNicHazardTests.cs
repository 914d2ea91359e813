using System;
using System.IO;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Hosting.Nic;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Hosting.Nic;

/// <summary>What goes on around a transaction: wrong addresses, other programs, links and NICs that go.</summary>
public sealed partial class RecoveryNicTransactionTests
{
    [Theory]
    [InlineData("10.1.1.0")]
    [InlineData("10.1.1.255")]
    public void An_address_that_no_device_can_have_is_refused_before_anything_is_touched(string address)
    {
        FakeNics nics = Dhcp();
        var options = new RecoveryNicOptions { Force = true, Address = new NicAddress { Address = address, PrefixLength = 24 } };
        Assert.Equal(NicFault.AddressInvalid, Assert.Throws<NicException>(() => new RecoveryNicTransaction(nics, _store).Apply(nics.Nic!, options)).Fault);
        Assert.Equal(0, nics.Calls);
        Assert.False(Directory.Exists(_folder));
    }

    [Fact]
    public void What_stands_in_the_way_is_a_warning_and_no_failure()
    {
        FakeNics nics = Dhcp();
        nics.FirewallFault = new NicException(NicFault.NicChangeFailed, "The service is off.", "none");
        nics.Holders[67] = new PortHolder(0, "dnsmasq");
        NicChange change = new RecoveryNicTransaction(nics, _store).Apply(nics.Nic!, new RecoveryNicOptions());
        Assert.True(change.Nic.Has(new RecoveryNicOptions().Address));
        Assert.Equal(2, change.Warnings.Count);
        Assert.True(_store.Load("{A}")!.Complete);
        Assert.Equal(change.Warnings, new RecoveryNicTransaction(nics, _store).Apply(nics.Nic!, new RecoveryNicOptions()).Warnings);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_nic_that_came_back_under_another_id_is_known_by_its_mac_unless_several_have_it(int likely)
    {
        FakeNics nics = Dhcp();
        NicState start = nics.Nic!;
        var transaction = new RecoveryNicTransaction(nics, _store);
        transaction.Apply(start, new RecoveryNicOptions());
        NicSnapshot kept = _store.Load(start.Id)!;
        nics.Nic = nics.Nic! with { Id = "{B}" };
        if (likely == 2)
        {
            nics.Others.Add(new NicState { Id = "vlan", Name = "Ethernet 2.7", Mac = start.Mac });
            int calls = nics.Calls;
            Assert.Equal(NicFault.NicVanished, Assert.Throws<NicException>(() => transaction.Restore(kept)).Fault);
            Assert.Equal(calls, nics.Calls);
        }
        else
        {
            transaction.Restore(kept);
            AssertSame(start, nics, 0);
        }
    }

    [Fact]
    public void The_snapshot_is_on_disk_before_the_first_change_and_holds_the_start()
    {
        FakeNics nics = Dhcp();
        NicState start = nics.Nic!;
        NicSnapshot? seen = null;
        nics.OnChange = call => seen = call == 1 ? new NicSnapshotStore(_folder).Load(start.Id) : seen;
        new RecoveryNicTransaction(nics, _store).Apply(start, new RecoveryNicOptions());
        Assert.NotNull(seen);
        Assert.False(seen.Complete);
        Assert.True(seen.Settings.Dhcp);
        Assert.Equal("192.168.1.50/24", Assert.Single(seen.Settings.Addresses).ToString());
        Assert.Equal(2, seen.FirewallRules.Length);
    }

    [Fact]
    public void A_second_set_needs_no_rights_and_writes_no_file()
    {
        FakeNics nics = Dhcp();
        var transaction = new RecoveryNicTransaction(nics, _store);
        transaction.Apply(nics.Nic!, new RecoveryNicOptions());
        nics.IsElevated = false;
        var longAgo = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_store.PathOf("{A}"), longAgo);
        Assert.Empty(transaction.Apply(nics.Nic!, new RecoveryNicOptions()).Steps);
        Assert.Equal(longAgo, File.GetLastWriteTimeUtc(_store.PathOf("{A}")));
    }

    [Fact]
    public void A_restore_that_leaves_something_undone_says_what_and_keeps_the_snapshot()
    {
        FakeNics nics = Dhcp();
        var transaction = new RecoveryNicTransaction(nics, _store);
        NicState start = nics.Nic!;
        transaction.Apply(start, new RecoveryNicOptions());
        nics.FailAt = nics.Calls + 2;
        var error = Assert.Throws<NicException>(() => transaction.Restore(_store.Load(start.Id)!));
        Assert.Equal(NicFault.NicRestoreIncomplete, error.Fault);
        Assert.Contains("switch DHCP on", error.Message);
        nics.FailAt = 0;
        transaction.Restore(_store.Load(start.Id)!);
        AssertSame(start, nics, 0);
    }

    [Fact]
    public void Without_a_link_the_address_is_not_waited_for_and_a_warning_says_so()
    {
        FakeNics nics = Dhcp();
        nics.Nic = nics.Nic! with { LinkUp = false };
        nics.TentativeReads = int.MaxValue;
        NicChange change = new RecoveryNicTransaction(nics, _store).Apply(nics.Nic!, new RecoveryNicOptions { AddressTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.Contains("no link", Assert.Single(change.Warnings));
    }

    [Fact]
    public void A_nic_that_is_pulled_out_in_the_middle_keeps_its_snapshot_and_is_put_back_later()
    {
        FakeNics nics = Dhcp();
        NicState start = nics.Nic!;
        NicState? pulled = null;
        var transaction = new RecoveryNicTransaction(nics, _store, _ =>
        {
            // After the address is there, before the firewall rules.
            if (pulled is null && nics.Calls == 2)
            {
                pulled = nics.Nic;
                nics.Nic = null;
                nics.HasFirewall = false;
            }
        });
        var options = new RecoveryNicOptions();
        Assert.Equal(NicFault.NicRollbackFailed, Assert.Throws<NicException>(() => transaction.Apply(start, options)).Fault);
        Assert.False(_store.Load(start.Id)!.Complete);
        nics.Nic = pulled;
        transaction.Restore(_store.Load(start.Id)!);
        AssertSame(start, nics, 0);
    }
}
