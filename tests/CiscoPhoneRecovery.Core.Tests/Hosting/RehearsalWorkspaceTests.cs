using System;
using System.Diagnostics;
using System.IO;
using CiscoPhoneRecovery.Hosting;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Hosting;

public sealed class RehearsalWorkspaceTests
{
    [SkippableFact]
    public void A_file_that_may_not_be_deleted_does_not_spoil_a_rehearsal_that_is_over()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "a file that root may not delete is a thing of Linux");
        var workspace = new RehearsalWorkspace();
        Directory.CreateDirectory(workspace.Root);
        string file = Path.Combine(workspace.Root, "held");
        File.WriteAllText(file, "held");
        try
        {
            Skip.IfNot(Run("chattr", "+i", file) == 0, "chattr +i is not to be had here");
            workspace.Dispose();
            Assert.True(File.Exists(file));
        }
        finally
        {
            Run("chattr", "-i", file);
            workspace.Dispose();
        }

        Assert.False(File.Exists(file));
    }

    private static int Run(params string[] command)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program.
            return -1;
        }
    }
}
