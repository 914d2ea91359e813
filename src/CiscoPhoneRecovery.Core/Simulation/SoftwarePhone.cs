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

    private readonly ISoftwarePhonePort port;
    private readonly int tftpPort;
    private readonly SoftwareDhcpClient dhcp;
    private readonly SoftwareTftpClient tftp = new();
    private readonly List<SoftwarePhoneFile> files = new();
    private readonly Queue<string> wanted = new();
    private TimeSpan bootedAt;
    private TimeSpan? deadline;
    private TimeSpan backoff;
    private int tries;
    private int manifestReads;
    private bool installed;

    /// <param name="profile">How it behaves.</param>
    /// <param name="port">Its network jack.</param>
    /// <param name="tftpPort">69; another port in a rehearsal without root.</param>
    public SoftwarePhone(SoftwarePhoneProfile profile, ISoftwarePhonePort port, int tftpPort = TftpPort)
    {
        Profile = profile;
        this.port = port;
        this.tftpPort = tftpPort;
        dhcp = new SoftwareDhcpClient(profile);
    }

    public SoftwarePhoneProfile Profile { get; }

    public SoftwarePhoneStage Stage { get; private set; }

    public IPAddress? Address => dhcp.Bound ? dhcp.Address : null;

    /// <summary>What it read whole in its present or last attempt, in order.</summary>
    public IReadOnlyList<SoftwarePhoneFile> Files => files;

    /// <summary>How often it booted.</summary>
    public int Boots { get; private set; }

    /// <summary>When <see cref="Tick"/> wants to be called; null when only a packet can move it.</summary>
    public TimeSpan? NextDeadline => deadline;

    public void PowerOn(TimeSpan now)
    {
        Boots++;
        wanted.Clear();
        dhcp.Restart();
        Stage = SoftwarePhoneStage.Booting;
        deadline = now + Profile.BootTime;
    }

    /// <summary>The plug is pulled: what is not yet installed is lost.</summary>
    public void PowerOff()
    {
        Stage = SoftwarePhoneStage.Off;
        deadline = null;
    }

    public void ReceiveDhcp(byte[] datagram, int length, TimeSpan now)
    {
        if (Stage != SoftwarePhoneStage.AskingForAddress)
        {
            return;
        }

        if (dhcp.Receive(datagram, length))
        {
            backoff = Profile.DhcpTimeout;
            SendDhcp(now);
        }
        else if (dhcp.Bound)
        {
            port.UseAddress(dhcp.Address!);
            AfterLease(now);
        }
    }

    public void ReceiveTftp(byte[] datagram, int length, TftpPeer from, TimeSpan now)
    {
        // While it writes its flash the phone still answers a last DATA that is sent again (RFC 1350 section 6); that moves nothing.
        if (Stage is not (SoftwarePhoneStage.ReadingManifest or SoftwarePhoneStage.ReadingImages or SoftwarePhoneStage.AskingForConfiguration
                or SoftwarePhoneStage.WritingFlash)
            || !tftp.Receive(datagram, length, from, port))
        {
            return;
        }

        tries = 0;
        deadline = now + Profile.TftpTimeout;
        if (tftp.State is SoftwareTransferState.Done or SoftwareTransferState.Missing or SoftwareTransferState.Failed)
        {
            AfterTransfer(now);
        }
    }

    public void Tick(TimeSpan now)
    {
        if (deadline is null || now < deadline)
        {
            return;
        }

        switch (Stage)
        {
            case SoftwarePhoneStage.Booting:
                bootedAt = now;
                Stage = SoftwarePhoneStage.AskingForAddress;
                backoff = Profile.DhcpTimeout;
                SendDhcp(now);
                break;
            case SoftwarePhoneStage.AskingForAddress:
                backoff = TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, Profile.DhcpTimeout.Ticks * 16));
                SendDhcp(now);
                break;
            case SoftwarePhoneStage.WritingFlash:
                NextFile(now);
                break;
            case SoftwarePhoneStage.Installing:
                installed = true;
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

    public void Dispose() => tftp.Dispose();

    private void SendDhcp(TimeSpan now)
    {
        ArraySegment<byte> packet = dhcp.Packet(now - bootedAt);
        deadline = now + backoff;
        port.BroadcastDhcp(packet.Array!, packet.Count);
    }

    private void AfterLease(TimeSpan now)
    {
        if (installed)
        {
            Stage = SoftwarePhoneStage.AskingForConfiguration;
            wanted.Enqueue($"CTLSEP{Profile.Mac}.tlv");
            wanted.Enqueue($"SEP{Profile.Mac}.cnf.xml");
            wanted.Enqueue("XMLDefault.cnf.xml");
            Ask(wanted.Dequeue(), now);
            return;
        }

        files.Clear();
        manifestReads = 0;
        Stage = SoftwarePhoneStage.ReadingManifest;
        Ask(Profile.Model.TermFile, now);
    }

    private void Ask(string file, TimeSpan now)
    {
        tries = 0;
        deadline = now + Profile.TftpTimeout;
        bool keep = Stage != SoftwarePhoneStage.ReadingImages;
        tftp.Begin(file, TftpPeer.From(new IPEndPoint(dhcp.TftpServer!, tftpPort)), keep, port);
    }

    private void RetryTransfer(TimeSpan now)
    {
        if (++tries >= Profile.TftpTries)
        {
            tftp.GiveUp();
            PowerOn(now);
            return;
        }

        deadline = now + Profile.TftpTimeout;
        tftp.Again(port);
    }

    private void AfterTransfer(TimeSpan now)
    {
        if (Stage == SoftwarePhoneStage.AskingForConfiguration)
        {
            bool settled = tftp.State == SoftwareTransferState.Done && tftp.File.EndsWith(".xml", StringComparison.Ordinal);
            if (settled || wanted.Count == 0)
            {
                Stage = SoftwarePhoneStage.Running;
                deadline = null;
                return;
            }

            Ask(wanted.Dequeue(), now);
            return;
        }

        if (tftp.State != SoftwareTransferState.Done)
        {
            Stage = SoftwarePhoneStage.Refusing;
            deadline = now + Profile.RejectPause;
            return;
        }

        files.Add(new SoftwarePhoneFile(tftp.File, tftp.Bytes, tftp.Hash));
        if (Stage == SoftwarePhoneStage.ReadingManifest)
        {
            AfterManifest(now);
        }
        else
        {
            Stage = SoftwarePhoneStage.WritingFlash;
            deadline = now + Profile.FlashTime;
        }
    }

    private void AfterManifest(TimeSpan now)
    {
        manifestReads++;
        if (Profile.RejectsLoad)
        {
            if (manifestReads < 2)
            {
                Ask(Profile.Model.TermFile, now);
                return;
            }

            Stage = SoftwarePhoneStage.Refusing;
            deadline = now + Profile.RejectPause;
            return;
        }

        foreach (string image in SoftwareManifest.ImagesIn(tftp.Content))
        {
            wanted.Enqueue(Profile.CapitalizesImages ? char.ToUpperInvariant(image[0]) + image.Substring(1) : image);
        }

        NextFile(now);
    }

    private void NextFile(TimeSpan now)
    {
        if (wanted.Count == 0)
        {
            Stage = SoftwarePhoneStage.Installing;
            deadline = now + Profile.InstallTime;
            return;
        }

        Stage = SoftwarePhoneStage.ReadingImages;
        Ask(wanted.Dequeue(), now);
    }
}
