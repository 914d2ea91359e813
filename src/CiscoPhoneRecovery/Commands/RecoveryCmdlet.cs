using System;
using System.Management.Automation;
using System.Threading;

namespace CiscoPhoneRecovery.Commands;

/// <summary>A cmdlet whose waits end with Ctrl+C.</summary>
public abstract class RecoveryCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled by Ctrl+C, and by whatever else stops the pipeline.</summary>
    protected CancellationToken Cancellation => _stop.Token;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs on another thread than the pipeline's: it may cancel, and nothing else.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Dispose();
        }
    }

    /// <summary>
    /// Tells of a step in the verbose stream, without ever throwing: it is called in the middle of changes that are being undone, when a stopped pipeline refuses
    /// every record. A preference that stops at verbose output cancels the work instead.
    /// </summary>
    protected void Log(string text)
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        try
        {
            WriteVerbose(text);
        }
        catch (Exception e) when (e is PipelineStoppedException or ActionPreferenceStopException)
        {
            _stop.Cancel();
        }
    }
}
