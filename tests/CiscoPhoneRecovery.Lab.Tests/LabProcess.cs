using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace CiscoPhoneRecovery.Lab.Tests;

/// <summary>What a finished program left.</summary>
public sealed record LabResult(int ExitCode, string Output, string Error)
{
    /// <summary>Output and error together, for a test's failure message.</summary>
    public string All => Output + Error;
}

/// <summary>A program that a test started and that ends with the test at the latest.</summary>
public sealed class LabProcess : IDisposable
{
    private const int Sigterm = 15;

    private readonly Process _process;
    private readonly List<string> _lines = new();
    private readonly List<string> _errors = new();

    internal LabProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (KeyValuePair<string, string> variable in environment ?? new Dictionary<string, string>())
            start.Environment[variable.Key] = variable.Value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(_lines, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The lines written to standard output so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return _lines.ToArray();
        }
    }

    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToArray();
        }
    }

    /// <summary>Waits for a line of standard output.</summary>
    /// <exception cref="TimeoutException">It did not come; the message holds what came instead.</exception>
    public string WaitForLine(Func<string, bool> wanted, double seconds = 10) => WaitFor(() => Lines, wanted, seconds);

    /// <summary>Waits for a line of standard error.</summary>
    /// <exception cref="TimeoutException">It did not come; the message holds what came instead.</exception>
    public string WaitForError(Func<string, bool> wanted, double seconds = 10) => WaitFor(() => Errors, wanted, seconds);

    /// <summary>Waits for the end of the program; one that runs longer is killed, which shows in the exit code.</summary>
    public LabResult WaitForExit(double seconds = 30)
    {
        if (!_process.WaitForExit(TimeSpan.FromSeconds(seconds)))
            _process.Kill(entireProcessTree: true);

        // The rest of the output; a daemon left behind may hold the pipe open for ever.
        Task.Run(_process.WaitForExit).Wait(TimeSpan.FromSeconds(2));
        return new LabResult(_process.ExitCode, string.Join('\n', Lines), string.Join('\n', Errors));
    }

    /// <summary>Asks the program to end, as a service manager would.</summary>
    public LabResult Terminate(double seconds = 5)
    {
        if (!_process.HasExited)
            _ = Signal(_process.Id, Sigterm);
        return WaitForExit(seconds);
    }

    /// <summary>Sends a signal by number.</summary>
    public void Send(int signal) => _ = Signal(_process.Id, signal);

    /// <summary>Kill -9.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private string WaitFor(Func<IReadOnlyList<string>> lines, Func<string, bool> wanted, double seconds)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            if (lines().FirstOrDefault(wanted) is { } line)
                return line;
            Thread.Sleep(10);
        }

        throw new TimeoutException($"The line did not come within {seconds} s. Output:\n{string.Join('\n', Lines)}\n{string.Join('\n', Errors)}");
    }

    private static void Keep(List<string> lines, string? line)
    {
        if (line is null)
            return;
        lock (lines)
            lines.Add(line);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int process, int signal);
}
