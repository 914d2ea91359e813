using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery;

/// <summary>One network, one DHCP server, one TFTP server, one set of phones.</summary>
public sealed class RecoveryStation : IDisposable
{
    private readonly DiskRoot _root;
    private readonly TftpServer _tftp;
    private readonly DhcpServer _dhcp;
    private readonly IDisposable _attachment;
    private readonly PhoneVerifier? _verifier;
    private IDisposable? _journal;
    private DateTimeOffset _started;

    /// <summary>Reads the root and prepares the servers; no port is opened yet.</summary>
    /// <exception cref="StationException">The root is no folder, or holds no load that recovers a phone.</exception>
    public RecoveryStation(StationOptions options)
    {
        Options = options;
        Report = RootReader.Read(options.Root, new LoadJudgeOptions { Source = options.Root, Rehearsal = options.Rehearsal });
        RefuseUnusable(Report, options);
        Board = new PhoneBoard(new MonotonicClock());
        Board.DhcpHappened += happening => WatchesForServers = happening.Kind == DhcpEventKind.WatchingForServers ? happening.Detail : WatchesForServers;
        _root = new DiskRoot(options.Root);
        if (options.DefaultConfiguration && XmlDefaultConfig.ForRoot(Report, options.Dhcp.ServerAddress) is { } config)
        {
            _root.AddVirtual(XmlDefaultConfig.FileName, config);
        }

        _tftp = new TftpServer(
            new TftpServerOptions { Files = _root, Address = options.Dhcp.ServerAddress, Port = options.TftpPort, InterfaceName = options.Interface },
            Board.Post);
        RefuseContradiction(options);
        _dhcp = new DhcpServer(
            new DhcpServerOptions
            {
                Settings = options.Dhcp,
                InterfaceName = options.Interface,
                ServerPort = options.DhcpPort,
                ReplyToSender = options.ReplyToSender,
                JournalPath = options.JournalPath,
                JournalIsOptional = options.JournalIsOptional,
                Force = options.Force,
            },
            Board.Post);
        _attachment = Board.Attach(() => _tftp.Transfers, new BundleOutlines(Report.Loads).Find);
        _verifier = options.Verify ? new PhoneVerifier(Board, options.Dhcp.ServerAddress, options.PhoneWebPort) : null;
    }

    public StationOptions Options { get; }

    /// <summary>What the root holds.</summary>
    public LoadReport Report { get; }

    /// <summary>The models that a reset recovers with this root.</summary>
    public IReadOnlyList<PhoneModel> RecoverableModels => Report.Coverage.Where(c => c.IsRecovered).Select(c => c.Model).ToList();

    public PhoneBoard Board { get; }

    /// <summary>The phones of this run: what an earlier one knew of them counts, but not those it was done with.</summary>
    public IReadOnlyList<PhoneRecoveryStatus> Phones => Board.PhonesSince(_started);

    /// <summary>By which ways another DHCP server would be noticed, a clause; null before the server looks, and where there is no interface.</summary>
    public string? WatchesForServers { get; private set; }

    /// <summary>The event journal that is written; null when none is.</summary>
    public string? JournalPath => _journal is null ? null : Options.EventJournalPath;

    /// <summary>Why the event journal is not written, with what to do; null when it is, or was not asked for.</summary>
    public StationException? JournalFailure { get; private set; }

    /// <summary>Why the station stopped answering by itself: another DHCP server, above all. Null while it serves or was told to stop.</summary>
    public StationException? Failure => _dhcp.Failure;

    /// <summary>The port in use, also when any free one was asked for.</summary>
    public int DhcpPort => _dhcp.LocalEndPoint?.Port ?? Options.DhcpPort;

    /// <summary>The port in use, also when any free one was asked for.</summary>
    public int TftpPort => _tftp.EndPoint.Port;

    /// <summary>Sees that the NIC is there, before anything that takes time or changes something.</summary>
    /// <param name="options">Name the NIC; without one there is nothing to see.</param>
    /// <param name="withAddress">Whether it must have the station's address already.</param>
    /// <exception cref="StationException">It is not there, or lacks the address.</exception>
    public static void RequireInterface(StationOptions options, bool withAddress)
    {
        if (options.Interface is not null)
        {
            NetworkInterfaces.Require(options.Interface, withAddress ? options.Dhcp.ServerAddress : null);
        }
    }

    /// <summary>Opens both servers' ports. TFTP first: a phone asks for its manifest within 50 ms of its ACK (7942).</summary>
    /// <exception cref="StationException">A port is taken, rights are missing, or the interface or its address is not there.</exception>
    public void Start()
    {
        RequireInterface(Options, withAddress: true);
        _started = Board.Now;
        OpenJournal();
        _tftp.Start();
        try
        {
            _dhcp.Start();
        }
        catch
        {
            _tftp.Stop();
            throw;
        }

        Board.Record("Started", $"DHCP on {Options.Dhcp.ServerAddress}:{DhcpPort}, TFTP on port {TftpPort}, root {Options.Root}");
    }

    /// <summary>Stops answering. Phones in the middle of a file start over when a station is back.</summary>
    public void Stop()
    {
        var dhcp = Task.Run(_dhcp.Stop); // each waits for threads of its own
        _tftp.Stop();
        dhcp.Wait();
        if (_journal is not null)
        {
            Board.Record("Stopped", Failure?.Message ?? "as it was told to");
            _journal.Dispose();
            _journal = null;
        }
    }

    public void Dispose()
    {
        Stop();
        _verifier?.Dispose();
        _attachment.Dispose();
        _dhcp.Dispose();
        _tftp.Dispose();
        _root.Dispose();
        Board.Dispose();
    }

    /// <summary>A station without its record recovers phones all the same.</summary>
    private void OpenJournal()
    {
        if (Options.EventJournalPath is null)
        {
            return;
        }

        try
        {
            _journal = Board.RecordTo(Options.EventJournalPath);
        }
        catch (StationException e)
        {
            JournalFailure = e;
        }
    }

    /// <summary>Before a port is opened, and in words for whoever gave the addresses.</summary>
    private static void RefuseContradiction(StationOptions options)
    {
        try
        {
            _ = new AddressRange(options.Dhcp);
        }
        catch (ArgumentException e)
        {
            throw new StationException(e.Message, "Give a range inside the network of the station's address and mask, without the address itself.", e);
        }
    }

    private static void RefuseUnusable(LoadReport report, StationOptions options)
    {
        if (options.Force || report.Coverage.Any(c => c.IsRecovered))
        {
            return;
        }

        LoadProblem? worst = report.AllProblems.OrderByDescending(p => p.Severity).FirstOrDefault();
        throw new StationException(
            $"{options.Root} holds no load that recovers a phone.{(worst is null ? string.Empty : " " + worst.What)}",
            worst is null || worst.Advice.Length == 0 ? "Unpack the 8.5(2) zips into it first: expand, or Expand-PhoneLoad." : worst.Advice);
    }
}
