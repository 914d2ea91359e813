using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>Draws a plan from a seed.</summary>
internal static class FleetDraw
{
    public static FleetPlan Plan(int seed)
    {
        var random = new Random(seed);
        int count = random.Next(100) switch { < 60 => random.Next(1, 13), < 85 => random.Next(13, 61), < 97 => random.Next(61, 151), _ => random.Next(151, 246) };
        bool waves = count > 4 && random.Next(5) == 0;
        NetworkConditions wire = Wire(random);
        int missing = random.Next(12) == 0 ? SyntheticBundle.Families[random.Next(SyntheticBundle.Families.Count)] : 0;
        TimeSpan arrivals = Between(random, 0, waves ? 240 : 30);
        FleetPhone[] phones = Enumerable.Range(0, count).Select(i => Phone(random, i, arrivals, waves)).ToArray();
        var faults = new List<FleetFault>();
        int hopeless = phones.Count(p => p.Profile.RejectsLoad || p.Profile.Model.Family == missing);
        DhcpSettings settings = Settings(random, count, waves ? hopeless : null, wire, faults);
        DrawFaults(random, phones, wire, faults);
        return new FleetPlan { Seed = seed, Settings = settings, Wire = wire, Phones = phones, Faults = faults, MissingFamily = missing };
    }

    /// <summary>
    /// A wire that loses or doubles packets delays none for longer than 40 ms: a copy of a request that comes more than 0.1 s after the last
    /// ACK of its transfer cannot be told from a new request, by any server, because phones use one port for everything.
    /// </summary>
    private static NetworkConditions Wire(Random random)
    {
        var quiet = new NetworkConditions { MaxReportDelay = random.Next(3) == 0 ? Between(random, 0, 1) : TimeSpan.Zero };
        return random.Next(10) switch
        {
            < 3 => quiet,
            3 => quiet with { MaxDelay = TimeSpan.FromMilliseconds(4) },
            4 => quiet with { MaxDelay = Between(random, 0.05, 0.4) },
            5 => quiet with { Duplication = 1, MaxDelay = Between(random, 0.001, 0.02) },
            _ => quiet with { Loss = 0.3 * Math.Pow(random.NextDouble(), 2), Duplication = random.Next(2) * 0.3 * random.NextDouble(), MaxDelay = Between(random, 0.001, 0.04) },
        };
    }

    private static FleetPhone Phone(Random random, int number, TimeSpan arrivals, bool waves)
    {
        PhoneModel model = ModelCatalogue.All[random.Next(ModelCatalogue.All.Count)];
        var mac = new PhysicalAddress(new byte[] { 0, 0x1B, 0xD4, (byte)random.Next(256), (byte)(number >> 8), (byte)number });
        bool slow = random.Next(3) == 0;
        var profile = new SoftwarePhoneProfile(model, mac)
        {
            BootTime = slow ? Between(random, 1, 40) : Between(random, 0.01, 2),
            FlashTime = slow ? Between(random, 1, 8) : Between(random, 0.001, 0.5),
            InstallTime = slow ? Between(random, 5, 60) : Between(random, 0.1, 3),
            SendsClientId = random.Next(3) != 0,
            CapitalizesImages = random.Next(8) == 0,
            RejectsLoad = random.Next(25) == 0,
        };
        TimeSpan? stays = waves ? Between(random, 0, 60) : null;
        return new FleetPhone(number, profile, Scaled(arrivals, random.NextDouble()), stays);
    }

    /// <summary>A pool for all, or in waves one for some of them, whose leases end soon so that the next phones get their addresses.</summary>
    private static DhcpSettings Settings(Random random, int count, int? hopelessInWaves, NetworkConditions wire, List<FleetFault> faults)
    {
        // A phone that refuses its load comes back for ever and keeps its address.
        bool waves = hopelessInWaves is not null;
        int room = waves ? Math.Max(3, count / random.Next(2, 4)) + hopelessInWaves!.Value : count + random.Next(0, 12);
        room = Math.Min(room, 245);
        TimeSpan lease = waves || random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(30, random.Next(2) == 0 ? 60 : 400)) : TimeSpan.FromHours(1);
        if (!waves && room < 245 && wire.Loss == 0 && wire.MaxDelay < TimeSpan.FromMilliseconds(100) && random.Next(6) == 0)
        {
            faults.Add(new Squatter(Address(10 + random.Next(room))));
            room++;
        }

        return new DhcpSettings { RangeEnd = Address(9 + room), LeaseTime = lease, OfferHold = TimeSpan.FromSeconds(random.Next(2) == 0 ? 30 : 5) };
    }

    private static void DrawFaults(Random random, FleetPhone[] phones, NetworkConditions wire, List<FleetFault> faults)
    {
        TimeSpan span = TimeSpan.FromSeconds(random.Next(3) == 0 ? 5 : 60);
        TimeSpan Moment() => Scaled(span, random.NextDouble());
        if (random.Next(3) == 0)
        {
            foreach (FleetPhone phone in phones.Where(_ => random.Next(4) == 0))
            {
                TimeSpan at = phone.PluggedInAt + phone.Profile.BootTime + Moment();
                faults.Add(new PowerCut(phone.Number, at, at + Between(random, 0.01, 20), random.Next(8) == 0, random.Next(4) == 0));
            }
        }

        if (random.Next(3) == 0)
        {
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                TimeSpan at = Moment() + TimeSpan.FromSeconds(120 * i);
                at = i == 1 ? Moment() : at;
                TimeSpan step = random.Next(3) == 0 ? TimeSpan.FromSeconds(-random.Next(1, 7200)) : TimeSpan.Zero;
                faults.Add(new StationKill(at, at + Between(random, 1, 20), (KillMoment)random.Next(4), step));
            }
        }
        else if (random.Next(6) == 0)
        {
            TimeSpan at = Moment();
            faults.Add(new ForeignServerPluggedIn(at, at + Between(random, 35, 90)));
        }

        if (random.Next(5) == 0)
        {
            for (int i = random.Next(1, 3); i > 0; i--)
            {
                TimeSpan at = Moment();
                int[] cut = random.Next(2) == 0 ? Array.Empty<int>() : phones.Where(_ => random.Next(3) == 0).Select(p => p.Number).ToArray();
                faults.Add(new Partition(at, at + Between(random, 0.05, 40), cut));
            }
        }

        if (random.Next(6) == 0)
        {
            string[] names = FleetRoot.All.Names;
            faults.Add(new FileReplaced(Moment(), names[random.Next(names.Length)]));
        }

        if (random.Next(3) == 0)
        {
            for (int i = 0; i < random.Next(1, 4); i++)
            {
                TimeSpan at = Moment();
                faults.Add(new Stranger((StrangerKind)random.Next(5), i, at, at + Between(random, 1, 30), Between(random, 0.02, 1)));
            }
        }
    }

    private static IPAddress Address(int last) => new(new byte[] { 10, 1, 1, (byte)last });

    private static TimeSpan Between(Random random, double from, double to) => TimeSpan.FromMilliseconds(Math.Round(1000 * (from + ((to - from) * random.NextDouble())), 3));

    private static TimeSpan Scaled(TimeSpan span, double share) => TimeSpan.FromTicks((long)(span.Ticks * share));
}
