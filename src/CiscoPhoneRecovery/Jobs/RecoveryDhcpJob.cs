using System.Collections.Generic;
using System.Net;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Hosting;

namespace CiscoPhoneRecovery.Jobs;

/// <summary>The DHCP server of a recovery network as a job. It writes a RecoveryEvent for each lease, and for each phone when it is first heard.</summary>
public sealed class RecoveryDhcpJob : RecoveryJob
{
    /// <summary>A client is announced once, as far back as this: a flood of invented addresses must neither fill the memory nor hide a phone.</summary>
    private readonly RecentClients _told = new(4096);
    private readonly DhcpServerOptions _options;
    private readonly DhcpServer _server;
    private PhoneVerifier? _verifier;

    internal RecoveryDhcpJob(string command, string name, DhcpServerOptions options)
        : base(command, name, "RecoveryDhcp", PhoneBoards.For(options.Settings.ServerAddress))
    {
        _options = options;
        _server = new DhcpServer(options, Take);
        EndPoint = new IPEndPoint(options.BindAddress ?? options.Settings.ServerAddress, options.ServerPort);
    }

    public override string Location => InterfaceAlias is null ? EndPoint.ToString() : $"{EndPoint} ({InterfaceAlias})";

    public override string StatusMessage => IsFinished ? "stopped" : $"serving, {Leases.Count} leases";

    public IPEndPoint EndPoint { get; private set; }

    internal override IPAddress Address => EndPoint.Address;

    /// <summary>Null when the server is bound to an address alone.</summary>
    public string? InterfaceAlias => _options.InterfaceName;

    /// <summary>Ask each recovered phone's own page which load it runs: this server knows who has an address from it.</summary>
    internal bool Verify { get; set; }

    /// <summary>The leases at this moment.</summary>
    public IReadOnlyList<Lease> Leases => _server.Leases;

    private protected override void StartServer()
    {
        _verifier = Verify ? new PhoneVerifier(Board, _options.Settings.ServerAddress) : null;
        _server.Start();
        EndPoint = new IPEndPoint(EndPoint.Address, _server.LocalEndPoint?.Port ?? EndPoint.Port);
    }

    private protected override void StopServer()
    {
        _verifier?.Dispose();
        _server.Stop();
    }

    /// <summary>On the server's thread: nothing here may wait.</summary>
    private void Take(DhcpEvent happening)
    {
        Board.Post(happening);
        bool oncePerClient = happening.Kind is DhcpEventKind.Discovered or DhcpEventKind.Ignored;
        if (oncePerClient && !_told.Add(happening.Mac))
        {
            return;
        }

        if (RecoveryEvents.From(happening) is RecoveryEvent made)
        {
            Post(made);
        }

        if (happening.Kind == DhcpEventKind.Stopped)
        {
            // The server gave up by itself. This is its own thread, which must not wait for its own end; Fail does not.
            Fail(Errors.From(_server.Failure ?? new StationException(happening.Detail ?? "The server ended."), Location));
        }
    }
}
