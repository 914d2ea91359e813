using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;
using Xunit.Abstractions;

namespace CiscoPhoneRecovery.Lab.Tests;

/// <summary>Runs the module's Pester files in a real PowerShell, so that one test command covers them and says so where it cannot.</summary>
public sealed class ModuleTests
{
    private static readonly Lazy<string?> WhyNot = new(FindWhyNot);

    private readonly ITestOutputHelper _output;

    public ModuleTests(ITestOutputHelper output) => _output = output;

    public static TheoryData<string> PesterFiles() =>
        new(Directory.GetFiles(Path.Combine(Repository.Root, "tests", "module"), "*.Tests.ps1").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));

    [SkippableTheory]
    [MemberData(nameof(PesterFiles))]
    public void The_Pester_file_passes_in_PowerShell(string file)
    {
        Skip.IfNot(WhyNot.Value is null, WhyNot.Value);
        string path = Path.Combine(Repository.Root, "tests", "module", file);
        LabResult result = Pwsh(
            $"$r = Invoke-Pester -Path '{path}' -PassThru -Output Detailed; "
                + "\"pester: $($r.PassedCount) passed, $($r.FailedCount) failed, $($r.SkippedCount) skipped\"; exit [int]($r.Result -ne 'Passed')",
            seconds: 900);
        _output.WriteLine(result.All);
        Assert.True(result.ExitCode == 0, result.All);
    }

    private static string? FindWhyNot()
    {
        if (!NetworkLab.HasProgram("pwsh"))
        {
            return "the module's Pester tests need PowerShell: no pwsh on PATH";
        }

        return Pwsh("exit [int](-not (Get-Module -ListAvailable Pester | Where-Object { $_.Version.Major -ge 5 }))", seconds: 120).ExitCode == 0
            ? null
            : "the module's Pester tests need Pester 5: Install-Module Pester -Force -SkipPublisherCheck";
    }

    private static LabResult Pwsh(string command, double seconds)
    {
        string state = Directory.CreateTempSubdirectory("cpr-state-").FullName; // where what stations write down lies, not among the user's
        try
        {
            using var process = new LabProcess(
                "pwsh", new[] { "-NoProfile", "-NonInteractive", "-Command", command }, new Dictionary<string, string> { ["XDG_STATE_HOME"] = state });
            return process.WaitForExit(seconds);
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }
}
