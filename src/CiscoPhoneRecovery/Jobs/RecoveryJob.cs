using System;
using System.Management.Automation;
using System.Net;
using System.Threading;
using CiscoPhoneRecovery.Hosting;

namespace CiscoPhoneRecovery.Jobs;

/// <summary>
/// A server that runs as a PowerShell job. It is bound before the job exists. The server's threads only post to a bounded queue; one thread of the job feeds its
/// streams, because Receive-Job -Wait runs its drawing on whichever thread adds to them.
/// </summary>
public abstract class RecoveryJob : Job
{
    /// <summary>Events kept for a Receive-Job that may come days later.</summary>
    private const int MostKept = 10_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(600);

    private readonly EventQueue _events = new(MostKept);
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _pump;
    private ErrorRecord? _failure;
    private IDisposable? _journal;
    private volatile bool _begun;
    private int _ending;
    private long _trimmed;

    private protected RecoveryJob(string command, string name, string typeName, PhoneBoard board)
        : base(command, name)
    {
        Board = board;
        PSJobTypeName = typeName;
        _pump = new Thread(Pump) { IsBackground = true, Name = typeName + " events" };
        Output.EnumeratorNeverBlocks = true;
        Error.EnumeratorNeverBlocks = true;
    }

    public override bool HasMoreData => !IsFinished || Output.Count > 0 || Error.Count > 0 || Verbose.Count > 0 || Warning.Count > 0;

    /// <summary>Events that were lost because nobody received them in time.</summary>
    public long DroppedEventCount => _events.Dropped + Interlocked.Read(ref _trimmed);

    /// <summary>When the server began to listen.</summary>
    public DateTimeOffset StartTime { get; private set; }

    /// <summary>The station's, which the server listens on.</summary>
    internal abstract IPAddress Address { get; }

    /// <summary>The phones of this server's network.</summary>
    internal PhoneBoard Board { get; }

    /// <summary>Where all that happens on the network is written down; null for nowhere.</summary>
    internal string? EventJournal { get; set; }

    /// <summary>Whether it was named by the user; a default one leaves another that is open in its place.</summary>
    internal bool EventJournalWasNamed { get; set; }

    /// <summary>Why nothing is written down; the server serves all the same.</summary>
    internal StationException? JournalFailure { get; private set; }

    /// <summary><see cref="StartTime"/> by the clock of the board, which nobody sets.</summary>
    internal DateTimeOffset ServesSince { get; private set; }

    internal bool IsFinished => JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped;

    /// <summary>
    /// Stops the server and ends the job. Returns within a second: the ports are free by then, and the job is over, unless a Receive-Job -Wait that draws slowly
    /// still holds the last events. Safe to call again, from any thread.
    /// </summary>
    public override void StopJob()
    {
        if (Interlocked.Exchange(ref _ending, 1) == 0)
        {
            StopServer();
            CloseJournal();
            Post(new RecoveryEvent(RecoveryEventKind.ServerStopped, _failure?.Exception.Message ?? $"{PSJobTypeName} stopped"));
            _events.Close();
        }

        if (_begun)
        {
            _ended.Wait(s_patience);
        }
    }

    /// <summary>Binds the server and lets the job run.</summary>
    /// <exception cref="StationException">The port, the address or the interface is not to be had. Dispose of the job.</exception>
    internal void Begin()
    {
        OpenJournal();
        StartServer();
        Board.Record("Started", $"{PSJobTypeName} listens on {Location}");
        StartTime = DateTimeOffset.Now;
        ServesSince = Board.Now;
        SetJobState(JobState.Running);
        RecoveryJobs.Add(this);
        Post(new RecoveryEvent(RecoveryEventKind.ServerStarted, $"{PSJobTypeName} listens on {Location}"));
        _begun = true;
        _pump.Start();
    }

    /// <summary>Takes an event from any thread, at once.</summary>
    internal void Post(RecoveryEvent happening) => _events.Add(happening);

    /// <summary>Ends the job as failed. Returns at once; the server's own threads call it.</summary>
    internal void Fail(ErrorRecord failure)
    {
        if (Interlocked.CompareExchange(ref _failure, failure, null) is null)
        {
            ThreadPool.QueueUserWorkItem(_ => StopJob());
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !IsFinished)
        {
            StopJob();
        }

        base.Dispose(disposing);
    }

    private protected abstract void StartServer();

    private void OpenJournal()
    {
        Board.JournalTroubled += TellOfJournal;
        try
        {
            _journal = EventJournal is null ? null : Board.RecordTo(EventJournal, EventJournalWasNamed);
        }
        catch (StationException e)
        {
            JournalFailure = e;
        }
    }

    private void CloseJournal()
    {
        Board.Record("Stopped", $"{PSJobTypeName}: {_failure?.Exception.Message ?? "as it was told to"}");
        Board.JournalTroubled -= TellOfJournal;
        _journal?.Dispose();
    }

    private void TellOfJournal(string trouble) => Post(new RecoveryEvent(RecoveryEventKind.JournalProblem, trouble));

    /// <summary>Stops the server, if it runs; returns when its ports are free.</summary>
    private protected abstract void StopServer();

    /// <summary>The job's own thread: feeds the streams, and ends the job when the last event is out.</summary>
    private void Pump()
    {
        while (_events.Take() is RecoveryEvent happening)
        {
            Write(happening);
        }

        RecoveryJobs.Remove(this);
        try
        {
            if (_failure is not null)
            {
                Error.Add(_failure);
            }

            SetJobState(_failure is null ? JobState.Stopped : JobState.Failed);
        }
        catch (Exception e) when (IsGone(e))
        {
            // Remove-Job -Force was quicker: nobody is left to be told.
        }
        finally
        {
            _ended.Set();
        }
    }

    private void Write(RecoveryEvent happening)
    {
        try
        {
            Output.Add(PSObject.AsPSObject(happening));
            while (Output.Count > MostKept)
            {
                Output.RemoveAt(0);
                Interlocked.Increment(ref _trimmed);
            }
        }
        catch (Exception e) when (IsGone(e))
        {
            // The job was removed in the middle of a sentence.
        }
    }

    private static bool IsGone(Exception e) => e is ObjectDisposedException or PSInvalidOperationException or ArgumentOutOfRangeException;
}
