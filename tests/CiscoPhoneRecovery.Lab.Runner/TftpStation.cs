using System;
using System.Net;
using System.Runtime.InteropServices;
using System.Threading;
using CiscoPhoneRecovery.Hosting;

namespace CiscoPhoneRecovery.Lab.Runner;

/// <summary>
/// One TFTP server: `lab-runner --tftp FOLDER --interface v0 [--plain]`. Writes "ready", then one line an event, until SIGTERM.
/// </summary>
internal static class TftpStation
{
    public static int Run(string folder, string interfaceName, IPAddress address, bool plain)
    {
        using var stop = new ManualResetEventSlim();
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Set();
        });
        using var root = new DiskRoot(folder);
        using var server = new TftpServer(
            new TftpServerOptions { Files = root, Address = address, InterfaceName = interfaceName, PlainSockets = plain },
            happening => Console.WriteLine($"{happening.Kind} {happening.Client.ToAddress()} {happening.File} {happening.Detail}"));
        server.Start();
        Console.WriteLine("ready");
        stop.Wait();
        return 0;
    }
}
