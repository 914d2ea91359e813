using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Hosting;

/// <summary>A server whose journal cannot be had: whether it serves depends on who chose the path.</summary>
public sealed class LeaseKeeperTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dhcp-keeper-").FullName;
    private readonly List<DhcpEvent> _events = new();
    private readonly LeasePool _pool = new(new DhcpSettings());

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_journal_that_nobody_named_is_done_without_and_the_user_is_told_why()
    {
        using LeaseKeeper keeper = Open(PathThatIsAFolder(), optional: true);

        DhcpEvent told = Assert.Single(_events);
        Assert.Equal(DhcpEventKind.JournalFailed, told.Kind);
        Assert.StartsWith("leases are kept in memory only: ", told.Detail);
        Assert.Contains(_folder, told.Detail);
        keeper.Record(SomeLease(), TimeSpan.Zero, _events.Add);
        Assert.Single(_events);
    }

    [Fact]
    public void A_journal_that_another_server_holds_is_done_without_where_nobody_named_it()
    {
        string path = Path.Combine(_folder, "leases");
        using LeaseKeeper first = Open(path, optional: true);
        Assert.Empty(_events);

        using LeaseKeeper second = Open(path, optional: true);

        Assert.Equal(DhcpEventKind.JournalFailed, Assert.Single(_events).Kind);
        Assert.Throws<JournalInUseException>(() => Open(path, optional: false));
    }

    [Fact]
    public void A_journal_that_the_user_named_is_not_done_without()
    {
        StationException error = Assert.Throws<StationException>(() => Open(PathThatIsAFolder(), optional: false));

        Assert.Contains(_folder, error.Message);
        Assert.Empty(_events);
    }

    [Fact]
    public void A_journal_that_nobody_named_is_used_where_it_can_be_had()
    {
        string path = Path.Combine(_folder, "leases");
        using (LeaseKeeper keeper = Open(path, optional: true))
            keeper.Record(SomeLease(), TimeSpan.Zero, _events.Add);

        using LeaseKeeper again = Open(path, optional: true);

        Assert.Equal(IPAddress.Parse("10.1.1.20"), Assert.Single(_pool.Leases).Address);
        Assert.Empty(_events);
    }

    private static Lease SomeLease() =>
        new(new PhysicalAddress(new byte[] { 0, 27, 212, 0, 0, 1 }), IPAddress.Parse("10.1.1.20"), TimeSpan.FromSeconds(600), null);

    private string PathThatIsAFolder() => Directory.CreateDirectory(Path.Combine(_folder, "leases")).FullName;

    private LeaseKeeper Open(string path, bool optional) =>
        new(new DhcpServerOptions { JournalPath = path, JournalIsOptional = optional }, _pool, TimeSpan.Zero, _events.Add);
}
