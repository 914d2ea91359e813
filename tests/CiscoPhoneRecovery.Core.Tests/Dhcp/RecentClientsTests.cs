using System;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Dhcp;

public sealed class RecentClientsTests
{
    [Fact]
    public void A_flood_of_invented_clients_does_not_hide_the_phone_that_comes_after_it()
    {
        var clients = new RecentClients(4096);
        for (int i = 0; i < 10_000; i++)
        {
            Assert.True(clients.Add(Client(i)), $"client {i}");
            Assert.False(clients.Add(Client(i)), $"client {i} again");
        }

        Assert.True(clients.Add(Client(77_777)));
        Assert.False(clients.Add(Client(9_000)));
        Assert.True(clients.Add(Client(0)));
    }

    [Fact]
    public void At_least_one_is_remembered() => Assert.Throws<ArgumentOutOfRangeException>(() => new RecentClients(0));

    private static PhysicalAddress Client(int number) => new([2, 0, .. BitConverter.GetBytes(number)]);
}
