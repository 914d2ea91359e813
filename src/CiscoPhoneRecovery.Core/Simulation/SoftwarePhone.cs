using System;
using System.Collections.Generic;
using System.Net;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Simulation;

/// <summary>Where a software phone is in its boot.</summary>
public enum SoftwarePhoneStage
{
    Off,
    Booting,
    AskingForAddress,
    ReadingManifest,
    ReadingImages,
    WritingFlash,
    Installing,
    AskingForConfiguration,

    /// <summary>The new load runs and found no configuration, or a default one: the recovery is over.</summary>
    Running,

    /// <summary>It refused the load and waits before it tries again.</summary>
    Refusing,
}

/// <summary>A file that a software phone read to the end.</summary>
public sealed record SoftwarePhoneFile(string Name, long Length, byte[] Sha256);

/// <summary>
/// A 7900 phone after a factory reset, as a state machine: DHCP, its termNN.default.loads, every image in the manifest's order, a
/// new boot with its remembered address, then CTLSEP, SEP and XMLDefault (7942 boot log). Packets and time go in, packets come out.
/// </summary>
public sealed class SoftwarePhone : IDisposable
{
    private const int TftpPort = 69;

    private readonly ISoftwarePhonePort _port;
    private readonly int _tftpPort;
    private readonly SoftwareDhcpClient _dhcp;
    private readonly SoftwareTftpClient _tftp = new();
    private readonly List<SoftwarePhoneFile> _files = new();
    private readonly Queue<string> _wanted = new();
    private TimeSpan _bootedAt;
    private TimeSpan? _deadline;
    private TimeSpan? _renewAt;
    private TimeSpan? _requestedAt;
    private TimeSpan _leaseEnds;
    private bool _renewing;
    private TimeSpan _backoff;
    private int _tries;
    private int _manifestReads;
    private bool _installed;

    /// <param name="profile">How it behaves.</param>
    /// <param name="port">Its network jack.</param>
    /// <param name="tftpPort">69; another port in a rehearsal without root.</param>
    public SoftwarePhone(SoftwarePhoneProfile profile, ISoftwarePhonePort port, int tftpPort = TftpPort)
    {
        Profile = profile;
        _port = port;
        _tftpPort = tftpPort;
        _dhcp = new SoftwareDhcpClient(profile);
    }

    public SoftwarePhoneProfile Profile { get; }

    public SoftwarePhoneStage Stage { get; private set; }

    public IPAddress? Address => _dhcp.Bound ? _dhcp.Address : null;

    /// <summary>What it read whole in its present or last attempt, in order.</summary>
    public IReadOnlyList<SoftwarePhoneFile> Files => _files;

    /// <summary>How often it booted.</summary>
    public int Boots { get; private set; }

    /// <summary>When <see cref="Tick"/> wants to be called; null when only a packet can move it.</summary>
    public TimeSpan? NextDeadline => _deadline is null || _renewAt < _deadline ? _renewAt : _deadline;

    /// <summary>True while it has an address that it may use.</summary>
    public bool UsesAddress => _dhcp.Bound && Stage is not (SoftwarePhoneStage.Off or SoftwarePhoneStage.Booting or SoftwarePhoneStage.AskingForAddress);

    public void PowerOn(TimeSpan now)
    {
        Boots++;
        _wanted.Clear();
        _dhcp.Restart();
        _tftp.Forget();
        _renewAt = null;
        _renewing = false;
        _requestedAt = null;
        Stage = SoftwarePhoneStage.Booting;
        _deadline = now + Profile.BootTime;
    }

    /// <summary>The plug is pulled: what is not yet installed is lost.</summary>
    public void PowerOff()
    {
        Stage = SoftwarePhoneStage.Off;
        _deadline = null;
        _renewAt = null;
    }

    public void ReceiveDhcp(byte[] datagram, int length, TimeSpan now)
    {
        if (_renewing && UsesAddress)
        {
            AfterRenewal(_dhcp.ReceiveRenewal(datagram, length), now);
            return;
        }

        if (Stage != SoftwarePhoneStage.AskingForAddress)
        {
            return;
        }

        if (_dhcp.Receive(datagram, length))
        {
            _backoff = Profile.DhcpTimeout;
            SendDhcp(now);
        }
        else if (_dhcp.Bound)
        {
            _port.UseAddress(_dhcp.Address!);
            CountLease(_requestedAt ?? now);
            AfterLease(now);
        }
    }

    public void ReceiveTftp(byte[] datagram, int length, TftpPeer from, TimeSpan now)
    {
        // While it writes its flash the phone still answers a last DATA that is sent again (RFC 1350 section 6); that moves nothing.
        if (Stage is not (SoftwarePhoneStage.ReadingManifest or SoftwarePhoneStage.ReadingImages or SoftwarePhoneStage.AskingForConfiguration
                or SoftwarePhoneStage.WritingFlash)
            || !_tftp.Receive(datagram, length, from, _port))
        {
            return;
        }

        _tries = 0;
        _deadline = now + Profile.TftpTimeout;
        if (_tftp.State is SoftwareTransferState.Done or SoftwareTransferState.Missing or SoftwareTransferState.Failed)
        {
            AfterTransfer(now);
        }
    }

    public void Tick(TimeSpan now)
    {
        if (now >= _renewAt)
        {
            Renew(now);
        }

        if (_deadline is null || now < _deadline)
        {
            return;
        }

        switch (Stage)
        {
            case SoftwarePhoneStage.Booting:
                _bootedAt = now;
                Stage = SoftwarePhoneStage.AskingForAddress;
                _backoff = Profile.DhcpTimeout;
                SendDhcp(now);
                break;
            case SoftwarePhoneStage.AskingForAddress:
                _backoff = TimeSpan.FromTicks(Math.Min(_backoff.Ticks * 2, Profile.DhcpTimeout.Ticks * 16));
                SendDhcp(now);
                break;
            case SoftwarePhoneStage.WritingFlash:
                NextFile(now);
                break;
            case SoftwarePhoneStage.Installing:
                _installed = true;
                PowerOn(now);
                break;
            case SoftwarePhoneStage.Refusing:
                PowerOn(now);
                break;
            default:
                RetryTransfer(now);
                break;
        }
    }

    public void Dispose() => _tftp.Dispose();

    private void SendDhcp(TimeSpan now)
    {
        ArraySegment<byte> packet = _dhcp.Packet(now - _bootedAt);
        _requestedAt = _dhcp.Requesting ? _requestedAt ?? now : null;
        _deadline = now + _backoff;
        _port.BroadcastDhcp(packet.Array!, packet.Count);
    }

    /// <summary>T1 is half the lease (RFC 2131 section 4.4.5); the end counts from the REQUEST, not from the ACK.</summary>
    private void CountLease(TimeSpan requestedAt)
    {
        _renewing = false;
        _renewAt = null;
        if (_dhcp.LeaseTime != TimeSpan.MaxValue)
        {
            _leaseEnds = requestedAt + _dhcp.LeaseTime;
            _renewAt = requestedAt + TimeSpan.FromTicks(_dhcp.LeaseTime.Ticks / 2);
        }
    }

    private void Renew(TimeSpan now)
    {
        if (now >= _leaseEnds)
        {
            LoseAddress(now);
            return;
        }

        _requestedAt = _renewing ? _requestedAt : now;
        ArraySegment<byte> packet = _dhcp.Renewal(first: !_renewing);
        _renewing = true;

        // RFC 2131 section 4.4.5: half of what is left, and no less than a while.
        TimeSpan half = TimeSpan.FromTicks((_leaseEnds - now).Ticks / 2);
        TimeSpan next = now + (half > Profile.DhcpTimeout ? half : Profile.DhcpTimeout);
        _renewAt = next < _leaseEnds ? next : _leaseEnds;
        _port.BroadcastDhcp(packet.Array!, packet.Count);
    }

    private void AfterRenewal(bool? acknowledged, TimeSpan now)
    {
        if (acknowledged == true)
        {
            CountLease(_requestedAt ?? now);
        }
        else if (acknowledged == false)
        {
            LoseAddress(now);
        }
    }

    private void LoseAddress(TimeSpan now)
    {
        _dhcp.Forget();
        PowerOn(now);
    }

    private void AfterLease(TimeSpan now)
    {
        if (_installed)
        {
            Stage = SoftwarePhoneStage.AskingForConfiguration;
            _wanted.Enqueue($"CTLSEP{Profile.Mac}.tlv");
            _wanted.Enqueue($"SEP{Profile.Mac}.cnf.xml");
            _wanted.Enqueue("XMLDefault.cnf.xml");
            Ask(_wanted.Dequeue(), now);
            return;
        }

        _files.Clear();
        _manifestReads = 0;
        Stage = SoftwarePhoneStage.ReadingManifest;
        Ask(Profile.Model.TermFile, now);
    }

    private void Ask(string file, TimeSpan now)
    {
        _tries = 0;
        _deadline = now + Profile.TftpTimeout;
        bool keep = Stage != SoftwarePhoneStage.ReadingImages;
        _tftp.Begin(file, TftpPeer.From(new IPEndPoint(_dhcp.TftpServer!, _tftpPort)), keep, _port);
    }

    private void RetryTransfer(TimeSpan now)
    {
        if (++_tries >= Profile.TftpTries)
        {
            PowerOn(now);
            return;
        }

        _deadline = now + Profile.TftpTimeout;
        _tftp.Again(_port);
    }

    private void AfterTransfer(TimeSpan now)
    {
        if (Stage == SoftwarePhoneStage.AskingForConfiguration)
        {
            bool settled = _tftp.State == SoftwareTransferState.Done && _tftp.File.EndsWith(".xml", StringComparison.Ordinal);
            if (settled || _wanted.Count == 0)
            {
                Stage = SoftwarePhoneStage.Running;
                _deadline = null;
                return;
            }

            Ask(_wanted.Dequeue(), now);
            return;
        }

        // A late first block of another file passes for this one's, because phones use one port for all; the check of the file finds it out.
        if (_tftp.State != SoftwareTransferState.Done || !_tftp.NamesItself)
        {
            Stage = SoftwarePhoneStage.Refusing;
            _deadline = now + Profile.RejectPause;
            return;
        }

        _files.Add(new SoftwarePhoneFile(_tftp.File, _tftp.Bytes, _tftp.Hash));
        if (Stage == SoftwarePhoneStage.ReadingManifest)
        {
            AfterManifest(now);
        }
        else
        {
            Stage = SoftwarePhoneStage.WritingFlash;
            _deadline = now + Profile.FlashTime;
        }
    }

    private void AfterManifest(TimeSpan now)
    {
        _manifestReads++;
        if (Profile.RejectsLoad)
        {
            if (_manifestReads < 2)
            {
                Ask(Profile.Model.TermFile, now);
                return;
            }

            Stage = SoftwarePhoneStage.Refusing;
            _deadline = now + Profile.RejectPause;
            return;
        }

        foreach (string image in SoftwareManifest.ImagesIn(_tftp.Content))
        {
            _wanted.Enqueue(Profile.CapitalizesImages ? char.ToUpperInvariant(image[0]) + image.Substring(1) : image);
        }

        NextFile(now);
    }

    private void NextFile(TimeSpan now)
    {
        if (_wanted.Count == 0)
        {
            Stage = SoftwarePhoneStage.Installing;
            _deadline = now + Profile.InstallTime;
            return;
        }

        Stage = SoftwarePhoneStage.ReadingImages;
        Ask(_wanted.Dequeue(), now);
    }
}
