using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Phones;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Jobs;

/// <summary>The TFTP server of a recovery network as a job. It writes a RecoveryEvent for each transfer and for each state that a phone reaches by it.</summary>
public sealed class RecoveryTftpJob : RecoveryJob
{
    private readonly ConcurrentDictionary<string, PhoneState> _states = new();
    private readonly TftpServerOptions _options;
    private readonly Func<string, BundleOutline?> _outlineOf;
    private readonly IDisposable _files;
    private readonly TftpServer _server;
    private IDisposable? _attached;
    private long _completed;

    /// <param name="command">The line that started it.</param>
    /// <param name="name">Of the job.</param>
    /// <param name="root">The folder, for people.</param>
    /// <param name="files">What is served; the job's from now on.</param>
    /// <param name="options">Where it is served.</param>
    /// <param name="outlineOf">What a manifest stands for.</param>
    internal RecoveryTftpJob(string command, string name, string root, DiskRoot files, TftpServerOptions options, Func<string, BundleOutline?> outlineOf)
        : base(command, name, "RecoveryTftp", PhoneBoards.For(options.Address))
    {
        RootPath = root;
        _files = files;
        _options = options with { Files = files };
        _outlineOf = outlineOf;
        _server = new TftpServer(_options, Take);
        EndPoint = new IPEndPoint(options.Address, options.Port);
    }

    public override string Location => InterfaceAlias is null ? EndPoint.ToString() : $"{EndPoint} ({InterfaceAlias})";

    public override string StatusMessage => IsFinished ? "stopped" : $"serving, {Transfers.Count} transfers, {System.Threading.Interlocked.Read(ref _completed)} done";

    public IPEndPoint EndPoint { get; private set; }

    internal override IPAddress Address => EndPoint.Address;

    /// <summary>Null when the server is bound to an address alone.</summary>
    public string? InterfaceAlias => _options.InterfaceName;

    /// <summary>The folder that is served.</summary>
    public string RootPath { get; }

    /// <summary>The transfers under way at this moment.</summary>
    public IReadOnlyList<TftpProgress> Transfers => _server.Transfers;

    private protected override void StartServer()
    {
        _server.Start();
        EndPoint = _server.EndPoint;
        _attached = Board.Attach(() => _server.Transfers, _outlineOf);
        Board.PhoneChanged += Tell;
    }

    private protected override void StopServer()
    {
        _server.Stop();
        Board.PhoneChanged -= Tell;
        _attached?.Dispose();
        _files.Dispose();
    }

    private void Take(TftpEvent happening)
    {
        Board.Post(happening);
        if (happening.Kind is TftpEventKind.Completed or TftpEventKind.ProbablyCompleted)
        {
            System.Threading.Interlocked.Increment(ref _completed);
        }

        Post(RecoveryEvents.From(happening));
    }

    /// <summary>On the board's thread, with every percent; a state is told once.</summary>
    private void Tell(PhoneRecoveryStatus phone)
    {
        if (phone.State is PhoneState.Seen or PhoneState.Leased or PhoneState.Ignored)
        {
            _states.TryRemove(phone.Name, out _);
        }
        else if (!_states.TryGetValue(phone.Name, out PhoneState last) || last != phone.State)
        {
            _states[phone.Name] = phone.State;
            Post(RecoveryEvents.From(phone));
        }
    }
}
