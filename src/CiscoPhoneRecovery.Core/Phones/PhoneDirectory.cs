using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Phones;

/// <summary>Which phone a packet is from: by its MAC address, by the address it was leased, by the names it asks for.</summary>
internal sealed class PhoneDirectory
{
    /// <summary>A hostile network invents MAC addresses; beyond this many the oldest strangers are forgotten.</summary>
    private const int MostPhones = 4096;

    private const int MostTransfers = 8192;

    private readonly PhoneTimings _timings;
    private readonly Dictionary<PhysicalAddress, Phone> _byMac = new();
    private readonly Dictionary<IPAddress, Phone> _byAddress = new();
    private readonly Dictionary<(TftpPeer Client, long Transfer), Phone> _readers = new();
    private readonly HashSet<Phone> _all = new();
    private readonly Action<Phone> _forgotten;

    /// <param name="timings">Given to each new phone.</param>
    /// <param name="forgotten">Told of each phone that is no more.</param>
    public PhoneDirectory(PhoneTimings timings, Action<Phone> forgotten)
    {
        _timings = timings;
        _forgotten = forgotten;
    }

    /// <summary>In no order.</summary>
    public IReadOnlyCollection<Phone> All => _all;

    public Phone? At(IPAddress address) => _byAddress.TryGetValue(address, out Phone? phone) ? phone : null;

    /// <summary>The phone that a DHCP packet is from.</summary>
    public Phone Of(DhcpEvent happening, TimeSpan now) => ReaderThatTurnsOutToBe(happening) ?? WithMac(happening.Mac, now);

    /// <summary>
    /// The phone that asked for a file; null for a stranger that asks for what no phone does. A name that carries a MAC
    /// (SEP001122334455.cnf.xml) is the better witness than the address.
    /// </summary>
    public Phone? AskedFor(string file, IPAddress address, TimeSpan now)
    {
        Phone? phone = At(address);
        PhysicalAddress? named = RequestedFile.MacIn(file);
        if (named is not null && (phone is null || !phone.Mac.Equals(named)))
        {
            Phone other = phone is not null && phone.Mac.Equals(PhysicalAddress.None) && !_byMac.ContainsKey(named) ? phone : WithMac(named, now);
            other.Mac = named;
            _byMac[named] = other;
            Own(other, address);
            other.Adopt(address);
            return other;
        }

        if (phone is null && RequestedFile.Classify(file) != RequestedFileKind.Other)
        {
            phone = Add(new Phone(PhysicalAddress.None, now, _timings));
            phone.Adopt(address);
            Own(phone, address);
        }

        return phone;
    }

    /// <summary>The phone that began a transfer which is not over; null when that was not heard, or it is forgotten.</summary>
    public Phone? ReaderOf(TftpPeer client, long transfer) =>
        _readers.TryGetValue((client, transfer), out Phone? phone) && _all.Contains(phone) ? phone : null;

    public void Reads(Phone phone, TftpPeer client, long transfer)
    {
        // Every transfer ends, but in a flood of requests its end may go unheard.
        if (_readers.Count >= MostTransfers)
        {
            _readers.Clear();
        }

        _readers[(client, transfer)] = phone;
    }

    public void NoLongerReads(TftpPeer client, long transfer) => _readers.Remove((client, transfer));

    /// <summary>Gives a phone an address, and takes it from whoever had it.</summary>
    public void Own(Phone phone, IPAddress address)
    {
        if (_byAddress.TryGetValue(address, out Phone? former) && former != phone)
        {
            former.LoseAddress();
            if (former.Mac.Equals(PhysicalAddress.None))
            {
                Forget(former);
            }
        }

        if (phone.Address is not null && !phone.Address.Equals(address))
        {
            _byAddress.Remove(phone.Address);
        }

        _byAddress[address] = phone;
    }

    /// <summary>Takes in a phone of an earlier run of the station; false when this run knows it already.</summary>
    public bool TryRestore(Phone phone)
    {
        bool hasMac = !phone.Mac.Equals(PhysicalAddress.None);
        if ((hasMac && _byMac.ContainsKey(phone.Mac)) || (!hasMac && (phone.Address is null || At(phone.Address) is not null)))
        {
            return false;
        }

        Add(phone);
        if (hasMac)
        {
            _byMac.Add(phone.Mac, phone);
        }

        if (phone.Address is not null && At(phone.Address) is null)
        {
            _byAddress.Add(phone.Address, phone);
        }
        else
        {
            phone.LoseAddress();
        }

        return true;
    }

    /// <summary>
    /// A phone that began to read before its DHCP was heard, as after a restart of the station, and whose MAC this ACK tells. What it
    /// has read counts; a phone that was known by that MAC and has read nothing was the same one.
    /// </summary>
    private Phone? ReaderThatTurnsOutToBe(DhcpEvent happening)
    {
        if (happening.Kind != DhcpEventKind.Acknowledged || happening.Address is null
            || At(happening.Address) is not { } reader || !reader.Mac.Equals(PhysicalAddress.None))
        {
            return null;
        }

        if (_byMac.TryGetValue(happening.Mac, out Phone? known))
        {
            if (known.Download is not null)
            {
                return null;
            }

            Forget(known);
        }

        reader.Mac = happening.Mac;
        _byMac[happening.Mac] = reader;
        return reader;
    }

    private Phone WithMac(PhysicalAddress mac, TimeSpan now)
    {
        if (!_byMac.TryGetValue(mac, out Phone? phone))
        {
            phone = Add(new Phone(mac, now, _timings));
            _byMac.Add(mac, phone);
        }

        return phone;
    }

    private Phone Add(Phone phone)
    {
        if (_all.Count >= MostPhones)
        {
            Forget(_all.Where(p => p.State == PhoneState.Ignored).OrderBy(p => p.LastSeen).FirstOrDefault()
                ?? _all.OrderBy(p => p.Attempts > 0).ThenBy(p => p.LastSeen).First());
        }

        _all.Add(phone);
        return phone;
    }

    private void Forget(Phone phone)
    {
        _all.Remove(phone);
        if (_byMac.TryGetValue(phone.Mac, out Phone? withMac) && withMac == phone)
        {
            _byMac.Remove(phone.Mac);
        }

        if (phone.Address is not null && At(phone.Address) == phone)
        {
            _byAddress.Remove(phone.Address);
        }

        _forgotten(phone);
    }
}
