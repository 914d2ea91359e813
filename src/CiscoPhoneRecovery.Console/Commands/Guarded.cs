using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using CiscoPhoneRecovery.Console.Output;
using CiscoPhoneRecovery.Hosting;

namespace CiscoPhoneRecovery.Console.Commands;

/// <summary>Runs a command's work off the parser's thread and turns what stands in its way into words and an exit status.</summary>
internal static class Guarded
{
    public static Task<int> Run(IRunView view, CancellationToken stop, Func<CancellationToken, int> work) => Task.Run(() =>
    {
        try
        {
            return work(stop);
        }
        catch (StationException e)
        {
            view.Problem(e.Message, e.Advice);
            return ExitCode.CannotRun;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            view.Problem(e.Message, "See that the disk has room and that this user may write there.");
            return ExitCode.CannotRun;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    });
}
