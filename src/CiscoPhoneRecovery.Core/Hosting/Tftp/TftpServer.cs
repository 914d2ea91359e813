using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading;
using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// A read-only TFTP server: a thread for the request port, and one or a few for the transfer ports, all on the NIC's address. A
/// transfer costs no thread and no socket of its own. The interface may go and come back: the server waits for it and serves on.
/// </summary>
public sealed class TftpServer : IDisposable
{
    /// <summary>Set on one of the server's threads, inside a subscriber's call.</summary>
    [ThreadStatic]
    private static bool s_telling;

    private readonly TftpServerOptions _options;
    private readonly Action<TftpEvent> _onEvent;
    private readonly object _gate = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TftpPort[] _ports = Array.Empty<TftpPort>();
    private TftpThreads? _threads;
    private TftpWire? _requests;
    private TftpLink? _link;

    /// <param name="options">What to serve and where.</param>
    /// <param name="onEvent">
    /// Called at once, on whichever thread of the server something happened on, and on two of them at a time: it is to post what it is
    /// told and return. It may stop the server, but not ask for its transfers.
    /// </param>
    public TftpServer(TftpServerOptions options, Action<TftpEvent> onEvent)
    {
        if (options.Files is null)
        {
            throw new ArgumentException("A TFTP server needs files.", nameof(options));
        }

        if (options.TransferPorts is < 2 or > 16)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.TransferPorts, "2 to 16 transfer ports.");
        }

        _options = options;
        _onEvent = onEvent;
        EndPoint = new IPEndPoint(options.Address, options.Port);
    }

    /// <summary>The address and request port; the port in use also when any free one was asked for. It outlives the loss of the interface.</summary>
    public IPEndPoint EndPoint { get; private set; }

    /// <summary>The transfers under way, as a snapshot. Any thread may ask.</summary>
    public IReadOnlyList<TftpProgress> Transfers => Volatile.Read(ref _ports).SelectMany(p => p.Progress).ToList();

    /// <summary>Opens the ports and begins to serve. Does nothing when it serves already.</summary>
    /// <exception cref="PortInUseException">Another program has the request port.</exception>
    /// <exception cref="StationException">The address or interface is not there, or rights are missing.</exception>
    public void Start()
    {
        lock (_gate)
        {
            if (_requests is not null)
            {
                return;
            }

            TftpSettings settings = _options.Settings ?? new TftpSettings { MaxBlockSize = MaxBlockSize(_options.Address) };
            var wires = new List<TftpWire>();
            try
            {
                wires.Add(Open(_options.Port));
                for (int i = 0; i < _options.TransferPorts; i++)
                {
                    wires.Add(Open(0));
                }
            }
            catch
            {
                wires.ForEach(w => w.Dispose());
                throw;
            }

            Run(wires, settings);
        }
    }

    /// <summary>
    /// Tells the clients and closes the ports: a fraction of a second. May be called twice. From within an event it is only asked for,
    /// because the thread that tells is one of those to be waited for.
    /// </summary>
    public void Stop()
    {
        if (s_telling)
        {
            ThreadPool.QueueUserWorkItem(_ => Stop());
            return;
        }

        lock (_gate)
        {
            if (_requests is null)
            {
                return;
            }

            _link?.Dispose();
            _link = null;
            _threads!.StopRequests();
            _requests.Dispose();
            foreach (TftpPort port in _ports)
            {
                port.Abort("the server was stopped", _clock.Elapsed);
            }

            _threads.StopTransfers();
            foreach (TftpPort port in _ports)
            {
                port.Dispose();
            }

            Volatile.Write(ref _ports, Array.Empty<TftpPort>());
            _requests = null;
        }
    }

    public void Dispose() => Stop();

    /// <summary>
    /// Closes every port and opens it again where it was, transfers and all: the device or the address has come back, and the old
    /// sockets are deaf.
    /// </summary>
    /// <exception cref="StationException">That cannot be yet; nobody is served until it is called again.</exception>
    internal void Reopen()
    {
        _threads!.StopRequests();
        _threads.StopTransfers();
        try
        {
            _requests!.Reopen(before => OpenSocket(before.Port));
            foreach (TftpPort port in _ports)
            {
                port.Wire.Reopen(ReopenTransfers);
            }
        }
        catch (Exception e) when (e is SocketException or NetworkInformationException)
        {
            throw new AddressMissingException(_options.Address, _options.InterfaceName, e); // the device went away once more
        }

        _threads.Start();
    }

    private Socket OpenSocket(int port) => TftpSockets.Open(_options.Address, port, _options.InterfaceName);

    /// <summary>Should another program have been given the port meanwhile, its transfers end by silence, and the next are served.</summary>
    private Socket ReopenTransfers(IPEndPoint before)
    {
        try
        {
            return OpenSocket(before.Port);
        }
        catch (PortInUseException)
        {
            return OpenSocket(0);
        }
    }

    private TftpWire Open(int port)
    {
        Socket socket = OpenSocket(port);
        return LinuxDatagrams.Supported && !_options.PlainSockets ? new TftpLinuxWire(socket)
            : WindowsDatagrams.Supported && !_options.PlainSockets ? new TftpWindowsWire(socket)
            : new TftpPlainWire(socket);
    }

    private void Run(List<TftpWire> wires, TftpSettings settings)
    {
        _requests = wires[0];
        EndPoint = _requests.LocalEndPoint;
        TftpPort[] ports = wires.Skip(1).Select(w => new TftpPort(w, settings, () => _clock.Elapsed, Tell)).ToArray();
        Volatile.Write(ref _ports, ports);
        _threads = new TftpThreads(_requests, ports, new TftpResponder(_options.Files!, settings, ports), () => _clock.Elapsed);
        _threads.Start();
        if (_options.InterfaceName is { } name)
        {
            _link = new TftpLink(name, _options.Address, Reopen, Tell);
        }
    }

    private void Tell(TftpEvent happening)
    {
        bool nested = s_telling;
        s_telling = true;
        try
        {
            _onEvent(happening);
        }
        catch (Exception)
        {
            // The subscriber's fault is the subscriber's: phones are served on.
        }
        finally
        {
            s_telling = nested;
        }
    }

    /// <summary>The interface's MTU less IP, UDP and TFTP headers; Ethernet's when the interface does not tell.</summary>
    private static int MaxBlockSize(IPAddress address)
    {
        int ethernet = new TftpSettings().MaxBlockSize;
        try
        {
            foreach (NetworkInterface nic in NetworkInterface.GetAllNetworkInterfaces())
            {
                IPInterfaceProperties properties = nic.GetIPProperties();
                if (properties.UnicastAddresses.Any(a => a.Address.Equals(address)))
                {
                    int size = (properties.GetIPv4Properties()?.Mtu ?? 0) - 32;
                    return size < TftpPacket.DefaultBlockSize ? ethernet : Math.Min(size, TftpPacket.MaxBlockSize);
                }
            }
        }
        catch (NetworkInformationException)
        {
            return ethernet; // the system does not tell; Ethernet is what phones are on
        }

        return ethernet;
    }
}
