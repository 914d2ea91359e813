using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using CiscoPhoneRecovery.Hosting.Nic;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Hosting.Nic;

/// <summary>Root applies what a snapshot says, so a snapshot that somebody else may have written is not one.</summary>
public sealed class SnapshotTrustTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "nic-trust-" + Guid.NewGuid().ToString("N"), "deeper");
    private readonly NicSnapshotStore _store;

    public SnapshotTrustTests() => _store = new NicSnapshotStore(_folder);

    public void Dispose()
    {
        if (Directory.Exists(Path.GetDirectoryName(_folder)))
        {
            Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);
        }
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public void The_folder_and_its_snapshots_are_their_makers_alone()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no modes; see docs/windows-checklist.md");
        string path = Keep();
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
        Assert.NotNull(_store.Load("{A}"));
        _store.Save(_store.Load("{A}")! with { Complete = true }, replace: true);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
    }

    [SkippableTheory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    [UnsupportedOSPlatform("windows")]
    public void A_snapshot_that_others_may_write_is_refused_and_left_alone(UnixFileMode more)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Linux alone tells in a way that .NET Standard can ask for");
        string path = Keep();
        File.SetUnixFileMode(path, OwnerOnly | more);
        AssertRefused(path, "other users");
        File.SetUnixFileMode(path, OwnerOnly);
        Assert.NotNull(_store.Load("{A}"));
    }

    [SkippableFact]
    public void A_snapshot_that_another_user_made_is_refused_and_left_alone()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.UserName == "root", "only root of Linux can give a file away");
        string path = Keep();
        using (Process chown = Process.Start("chown", ["65534", path]))
        {
            chown.WaitForExit();
        }

        AssertRefused(path, "another user (65534)");
    }

    [Fact]
    public void Only_firewall_rules_of_this_product_are_removed_whatever_the_snapshot_says()
    {
        NicAddress[] lease = [new NicAddress { Address = "192.168.1.50", PrefixLength = 24, Automatic = true }];
        var nics = new FakeNics(new NicState { Id = "{A}", Name = "Ethernet 2", LinkUp = true, Settings = new NicSettings { Dhcp = true, Addresses = lease } }, lease);
        var transaction = new RecoveryNicTransaction(nics, _store);
        transaction.Apply(nics.Nic!, new RecoveryNicOptions());
        string[] others = ["CoreNet-Teredo-In", "CiscoPhoneRecovery", "CiscoPhoneRecoveryGuard", "Remote-Dhcp-A"];
        Array.ForEach(others, name => nics.AddFirewallRule(nics.Nic!, new FirewallRule(name, name, 443)));

        NicSnapshot kept = _store.Load("{A}")!;
        transaction.Restore(kept with { FirewallRules = [.. kept.FirewallRules, .. others] });
        Assert.Equal(others.Order(), nics.FirewallRules().Order());
    }

    private string Keep()
    {
        _store.Save(new NicSnapshot { NicId = "{A}", NicName = "Ethernet 2" }, replace: false);
        return _store.PathOf("{A}");
    }

    private void AssertRefused(string path, string why)
    {
        var error = Assert.Throws<NicException>(() => _store.Load("{A}"));
        Assert.Equal(NicFault.SnapshotUntrusted, error.Fault);
        Assert.Contains(why, error.Message);
        Assert.Contains(path, error.Message);
        Assert.Equal(NicFault.SnapshotUntrusted, Assert.Single(_store.LoadAll()).Error!.Fault);
        Assert.True(File.Exists(path));
    }
}
