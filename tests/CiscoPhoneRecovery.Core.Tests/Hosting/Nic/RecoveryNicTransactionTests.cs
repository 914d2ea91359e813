using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using CiscoPhoneRecovery.Hosting.Nic;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Hosting.Nic;

public sealed partial class RecoveryNicTransactionTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "nic-tests-" + Guid.NewGuid().ToString("N"));
    private readonly NicSnapshotStore _store;
    private readonly RecoveryNicOptions _forced = new() { Force = true, AddressTimeout = TimeSpan.FromSeconds(5) };

    public RecoveryNicTransactionTests() => _store = new NicSnapshotStore(_folder);

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void Set_then_restore_equals_the_start_from_any_of_three_hundred_machines()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            FakeNics nics = RandomMachine(seed);
            NicState start = nics.Nic!;

            NicChange set = new RecoveryNicTransaction(nics, _store).Apply(start, _forced);
            Assert.Equal("10.1.1.2/24", Assert.Single(nics.Nic!.AddressTexts));
            Assert.Null(nics.Nic.DefaultGateway);
            Assert.False(nics.Nic.Settings.Dhcp);
            Assert.Equal(2, nics.FirewallRules().Count);
            Assert.NotEmpty(set.Steps);

            // As another process does it: from the disk.
            new RecoveryNicTransaction(nics, new NicSnapshotStore(_folder)).Restore(_store.Load(start.Id)!);
            AssertSame(start, nics, seed);
            Assert.Null(_store.Load(start.Id));
        }
    }

    [Fact]
    public void A_fault_at_any_change_leaves_the_start()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            for (int k = 1; ; k++)
            {
                FakeNics nics = RandomMachine(seed);
                NicState start = nics.Nic!;
                nics.FailAt = k;
                var transaction = new RecoveryNicTransaction(nics, _store);
                try
                {
                    transaction.Apply(start, _forced);
                    Assert.True(nics.Calls < k, $"seed {seed}: change {k} failed and nobody noticed");
                    _store.Delete(start.Id);
                    break;
                }
                catch (NicException e)
                {
                    Assert.Equal(NicFault.NicChangeFailed, e.Fault);
                    AssertSame(start, nics, seed);
                    Assert.Null(_store.Load(start.Id));
                }
            }
        }
    }

    [Fact]
    public void A_cancellation_at_any_change_leaves_the_start()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            for (int k = 1; ; k++)
            {
                FakeNics nics = RandomMachine(seed);
                NicState start = nics.Nic!;
                using var cancel = new CancellationTokenSource();
                nics.OnChange = n => Array.ForEach(n == k ? [cancel] : Array.Empty<CancellationTokenSource>(), c => c.Cancel());
                if (Record.Exception(() => new RecoveryNicTransaction(nics, _store).Apply(start, _forced, cancel.Token)) is not Exception e)
                {
                    Assert.True(nics.Calls < k, $"seed {seed}: cancelled at change {k}, and it went on");
                    _store.Delete(start.Id);
                    break;
                }

                Assert.IsAssignableFrom<OperationCanceledException>(e);
                AssertSame(start, nics, seed);
                Assert.Null(_store.Load(start.Id));
            }
        }
    }

    [Fact]
    public void When_the_way_back_fails_too_both_errors_are_told_and_the_snapshot_stays()
    {
        FakeNics nics = Dhcp();
        nics.FailAt = 2;
        nics.FailForEver = true;
        NicState start = nics.Nic!;

        var error = Assert.Throws<NicException>(() => new RecoveryNicTransaction(nics, _store).Apply(start, _forced));
        Assert.Equal(NicFault.NicRollbackFailed, error.Fault);
        Assert.Contains("Fault at change 2", error.Message);
        Assert.Contains("Fault at change 3", error.Message);
        Assert.NotNull(_store.Load(start.Id));

        nics.FailAt = 0;
        new RecoveryNicTransaction(nics, _store).Restore(_store.Load(start.Id)!);
        AssertSame(start, nics, 0);
    }

    [Fact]
    public void A_process_killed_at_any_change_is_undone_by_the_next()
    {
        for (int k = 1; k <= 5; k++)
        {
            FakeNics nics = Dhcp();
            NicState start = nics.Nic!;
            HalfWay(nics, k);
            NicSnapshot snapshot = _store.Load(start.Id)!;
            Assert.False(snapshot.Complete);

            new RecoveryNicTransaction(nics, _store).Apply(nics.Nic!, _forced);
            Assert.Equal(snapshot.Settings.Dhcp, _store.Load(start.Id)!.Settings.Dhcp);
            new RecoveryNicTransaction(nics, _store).Restore(_store.Load(start.Id)!);
            AssertSame(start, nics, k);
        }
    }

    [Fact]
    public void A_second_set_is_no_change_and_keeps_the_first_snapshot()
    {
        FakeNics nics = Dhcp();
        nics.TentativeReads = 2;
        var transaction = new RecoveryNicTransaction(nics, _store);
        transaction.Apply(nics.Nic!, new RecoveryNicOptions());
        byte[] snapshot = File.ReadAllBytes(_store.PathOf(nics.Nic!.Id));
        int calls = nics.Calls;

        Assert.Empty(transaction.Apply(nics.Nic!, new RecoveryNicOptions()).Steps);
        Assert.Equal(calls, nics.Calls);

        // Another address: our own state must not become the original.
        transaction.Apply(nics.Nic!, new RecoveryNicOptions { Address = new NicAddress { Address = "10.9.9.2", PrefixLength = 24 } });
        Assert.True(_store.Load(nics.Nic!.Id)!.Settings.Dhcp);
        Assert.NotEqual(snapshot, File.ReadAllBytes(_store.PathOf(nics.Nic!.Id)));
    }

    [Fact]
    public void A_snapshot_is_stale_once_others_have_changed_the_nic()
    {
        FakeNics nics = Dhcp();
        var transaction = new RecoveryNicTransaction(nics, _store);
        transaction.Apply(nics.Nic!, new RecoveryNicOptions());
        nics.Nic = nics.Nic! with { Settings = nics.Nic.Settings with { Addresses = [new NicAddress { Address = "172.16.0.9", PrefixLength = 16 }] } };

        Assert.Equal(NicFault.SnapshotStale, Assert.Throws<NicException>(() => transaction.Apply(nics.Nic!, new RecoveryNicOptions())).Fault);
        transaction.Apply(nics.Nic!, _forced);
        Assert.Equal("172.16.0.9", Assert.Single(_store.Load(nics.Nic!.Id)!.Settings.Addresses).Address);
    }

    [Fact]
    public void A_duplicate_address_is_undone_and_reported_with_the_other_mac()
    {
        FakeNics nics = Dhcp();
        nics.Taken = true;
        NicState start = nics.Nic!;
        var error = Assert.Throws<NicException>(() => new RecoveryNicTransaction(nics, _store).Apply(start, new RecoveryNicOptions()));
        Assert.Equal(NicFault.AddressDuplicate, error.Fault);
        Assert.Contains("00-11-22-33-44-55", error.Message);
        AssertSame(start, nics, 0);
    }

    [Theory]
    [InlineData(NicMedium.Wireless, "wireless")]
    [InlineData(NicMedium.Virtual, "virtual")]
    [InlineData(NicMedium.Loopback, "loopback")]
    [InlineData(NicMedium.Other, "not an Ethernet")]
    public void A_nic_of_the_wrong_kind_is_refused_before_anything_is_touched(NicMedium medium, string reason)
    {
        FakeNics nics = Dhcp();
        nics.Nic = nics.Nic! with { Medium = medium };
        var error = Assert.Throws<NicException>(() => new RecoveryNicTransaction(nics, _store).Apply(nics.Nic!, new RecoveryNicOptions()));
        Assert.Equal(NicFault.NicUnfit, error.Fault);
        Assert.Contains(reason, error.Message);
        Assert.Equal(0, nics.Calls);
        Assert.False(Directory.Exists(_folder));
    }

    [Fact]
    public void A_default_gateway_and_an_overlap_are_refused()
    {
        FakeNics nics = Dhcp();
        nics.Nic = nics.Nic! with { Settings = nics.Nic.Settings with { Routes = [new NicRoute { Destination = "0.0.0.0/0", NextHop = "192.168.1.1", Automatic = true }] } };
        nics.Others.Add(new NicState { Id = "other", Name = "Other", Settings = new NicSettings { Addresses = [new NicAddress { Address = "10.1.0.1", PrefixLength = 16 }] } });
        var error = Assert.Throws<NicException>(() => new RecoveryNicTransaction(nics, _store).Apply(nics.Nic!, new RecoveryNicOptions()));
        Assert.Contains("default gateway (192.168.1.1)", error.Message);
        Assert.Contains("overlaps 10.1.0.1/16 on Other", error.Message);
    }

    [Fact]
    public void Without_rights_nothing_is_touched()
    {
        FakeNics nics = Dhcp();
        nics.IsElevated = false;
        Assert.Equal(NicFault.NotElevated, Assert.Throws<NicException>(() => new RecoveryNicTransaction(nics, _store).Apply(nics.Nic!, new RecoveryNicOptions())).Fault);
        Assert.Equal(0, nics.Calls);
    }

    [Fact]
    public void A_snapshot_that_cannot_be_written_stops_the_run_before_the_first_change()
    {
        FakeNics nics = Dhcp();
        File.WriteAllText(_folder, "a file where the folder should be");
        try
        {
            Assert.Equal(NicFault.SnapshotUnwritable, Assert.Throws<NicException>(() => new RecoveryNicTransaction(nics, _store).Apply(nics.Nic!, new RecoveryNicOptions())).Fault);
            Assert.Equal(0, nics.Calls);
        }
        finally
        {
            File.Delete(_folder);
        }
    }

    [Fact]
    public void A_damaged_snapshot_is_named_and_left_alone()
    {
        Directory.CreateDirectory(_folder);
        foreach (string text in new[] { "", "{", "null", "[]", "{\"Version\":1}", "{\"Version\":9}" })
        {
            File.WriteAllText(_store.PathOf("{A}"), text);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_store.PathOf("{A}"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            Assert.Equal(NicFault.SnapshotDamaged, Assert.Throws<NicException>(() => _store.Load("{A}")).Fault);
            Assert.True(File.Exists(_store.PathOf("{A}")));
        }
    }

    [Fact]
    public void A_snapshot_that_cannot_be_deleted_is_told_as_such_after_a_restore_and_after_a_rollback()
    {
        FakeNics nics = Dhcp();
        NicState start = nics.Nic!;
        var transaction = new RecoveryNicTransaction(nics, _store);
        transaction.Apply(start, new RecoveryNicOptions());
        NicSnapshot snapshot = _store.Load(start.Id)!;
        PutFolderInPlaceOf(_store.PathOf(start.Id));
        var error = Assert.Throws<NicException>(() => transaction.Restore(snapshot));
        Assert.Equal(NicFault.SnapshotNotDeleted, error.Fault);
        Assert.Contains("is as it was before", error.Message);
        Assert.Contains(_store.PathOf(start.Id), error.Message);
        AssertSame(start, nics, 0);

        Directory.Delete(_store.PathOf(start.Id));
        nics.FailAt = nics.Calls + 2;
        nics.OnChange = n => Array.ForEach(n == nics.FailAt ? [_store.PathOf(start.Id)] : Array.Empty<string>(), PutFolderInPlaceOf);
        error = Assert.Throws<NicException>(() => transaction.Apply(start, new RecoveryNicOptions()));
        Assert.Equal(NicFault.SnapshotNotDeleted, error.Fault);
        Assert.Contains("Fault at change", error.Message);
        AssertSame(start, nics, 0);
    }

    [Fact]
    public void A_vanished_nic_keeps_its_snapshot()
    {
        FakeNics nics = Dhcp();
        var transaction = new RecoveryNicTransaction(nics, _store);
        transaction.Apply(nics.Nic!, new RecoveryNicOptions());
        NicSnapshot snapshot = _store.Load(nics.Nic!.Id)!;
        NicState before = nics.Nic;
        nics.Nic = null;
        Assert.Equal(NicFault.NicVanished, Assert.Throws<NicException>(() => transaction.Restore(snapshot)).Fault);
        Assert.NotNull(_store.Load(snapshot.NicId));

        // Plugged into another socket, Windows gives it another id.
        nics.Nic = before with { Id = "{B}" };
        transaction.Restore(snapshot);
        Assert.True(nics.Nic.Settings.Dhcp);
    }

    [Fact]
    public void The_plan_touches_nothing()
    {
        FakeNics nics = Dhcp();
        IReadOnlyList<string> plan = new RecoveryNicTransaction(nics, _store).Plan(nics.Nic!, new RecoveryNicOptions());
        Assert.Equal(["switch DHCP off", "remove address 192.168.1.50/24", "add address 10.1.1.2/24", "allow UDP 67 in through the firewall", "allow UDP 69 in through the firewall"], plan);
        Assert.Equal(0, nics.Calls);
        Assert.False(Directory.Exists(_folder));
    }

    private static FakeNics Dhcp()
    {
        NicAddress[] lease = [new NicAddress { Address = "192.168.1.50", PrefixLength = 24, Automatic = true }];
        return new FakeNics(
            new NicState { Id = "{A}", Name = "Ethernet 2", Mac = "02AABBCCDDEE", LinkUp = true, Settings = new NicSettings { Dhcp = true, Addresses = lease } },
            lease);
    }

    private static FakeNics RandomMachine(int seed)
    {
        var random = new Random(seed);
        bool dhcp = random.Next(2) == 0;
        NicAddress[] addresses = Enumerable.Range(1, random.Next(0, 4))
            .Select(i => new NicAddress { Address = $"192.168.{i}.{random.Next(2, 250)}", PrefixLength = 24, Automatic = dhcp, SkipAsSource = random.Next(4) == 0 }).ToArray();
        if (!dhcp && random.Next(5) == 0)
        {
            addresses = [.. addresses, new NicAddress { Address = "10.1.1.2", PrefixLength = 24 }];
        }

        NicRoute[] routes = addresses.Where(_ => random.Next(2) == 0)
            .Select(a => new NicRoute { Destination = random.Next(2) == 0 ? "0.0.0.0/0" : $"10.{random.Next(20, 90)}.0.0/16", NextHop = a.Address[..a.Address.LastIndexOf('.')] + ".1", Metric = random.Next(300), Automatic = dhcp })
            .ToArray();
        var settings = new NicSettings
        {
            Up = random.Next(4) > 0,
            Dhcp = dhcp,
            Metric = random.Next(2) == 0 ? null : random.Next(1, 99),
            Addresses = addresses,
            Routes = routes,
            DnsServers = dhcp || random.Next(2) == 0 ? [] : ["9.9.9.9", "1.1.1.1"],
        };
        return new FakeNics(new NicState { Id = "{A}", Name = "Ethernet 2", LinkUp = true, Settings = settings }, dhcp ? addresses : [], dhcp ? routes : []);
    }

    /// <summary>A file that File.Delete refuses with UnauthorizedAccessException, on any system and for any user.</summary>
    private static void PutFolderInPlaceOf(string file)
    {
        File.Delete(file);
        Directory.CreateDirectory(file);
    }

    /// <summary>The snapshot is on disk and the first k changes are made, as a kill leaves it.</summary>
    private void HalfWay(FakeNics nics, int changes)
    {
        NicState start = nics.Nic!;
        _store.Save(
            new NicSnapshot { NicId = start.Id, NicName = start.Name, Applied = new NicAddress { Address = "10.1.1.2", PrefixLength = 24 }, Settings = start.Settings, FirewallRules = [FirewallRule.ForDhcp(start).Name, FirewallRule.ForTftp(start).Name] },
            replace: false);
        if (changes > 1)
        {
            nics.SetDhcp(start, false);
        }

        if (changes > 2)
        {
            nics.AddAddress(start, new NicAddress { Address = "10.1.1.2", PrefixLength = 24 });
        }

        if (changes > 3)
        {
            nics.AddFirewallRule(start, FirewallRule.ForDhcp(start));
        }
    }

    private static void AssertSame(NicState start, FakeNics nics, int seed)
    {
        NicSettings was = start.Settings, now = nics.Nic!.Settings;
        string Text(NicSettings s) => $"up {s.Up} dhcp {s.Dhcp} metric {s.Metric} [{string.Join(", ", s.Addresses)}] [{string.Join(", ", s.Routes.Select(r => $"{r} {r.Metric}").OrderBy(r => r, StringComparer.Ordinal))}] [{string.Join(", ", s.DnsServers)}]";
        Assert.True(Text(was) == Text(now), $"seed {seed}:\n was {Text(was)}\n now {Text(now)}");
        Assert.Empty(nics.FirewallRules());
    }
}
