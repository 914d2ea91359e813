using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Threading;
using System.Threading.Tasks;
using CiscoPhoneRecovery.Dhcp;
using CiscoPhoneRecovery.Phones;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>
/// Asks each phone that a board calls recovered which load it runs: some seconds after, a few times, one question at a time, and only
/// where this station gave the phone its address. Nothing waits for it; a phone that does not answer stays as it is.
/// </summary>
public sealed class PhoneVerifier : IDisposable
{
    private const int MostAtOnce = 8;
    private const int MostPhones = 4096;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    /// <summary>After the phone was recovered. Its web server may come up later than its configuration is asked for.</summary>
    private static readonly TimeSpan[] s_visits = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(90)];

    private readonly object _gate = new();
    private readonly Dictionary<IPAddress, PhysicalAddress> _leased = new();
    private readonly Dictionary<PhysicalAddress, Visit> _visits = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly PhoneBoard _board;
    private readonly Func<IPAddress, CancellationToken, Task<DeviceInformation?>> _ask;
    private readonly TimeSpan[] _schedule;
    private readonly Timer _timer;
    private int _asking;

    /// <param name="board">Whose phones.</param>
    /// <param name="station">The station's address, from which they are asked.</param>
    /// <param name="port">TCP port of a phone's web server.</param>
    public PhoneVerifier(PhoneBoard board, IPAddress station, int port = 80)
        : this(board, new PhonePageReader(station, port).AskAsync, s_visits)
    {
    }

    internal PhoneVerifier(PhoneBoard board, Func<IPAddress, CancellationToken, Task<DeviceInformation?>> ask, TimeSpan[] schedule)
    {
        _board = board;
        _ask = ask;
        _schedule = schedule;
        _timer = new Timer(_ => VisitThoseThatAreDue(), null, Beat, Beat);
        board.DhcpHappened += Take;
        board.PhoneChanged += Take;
    }

    public void Dispose()
    {
        _board.DhcpHappened -= Take;
        _board.PhoneChanged -= Take;
        _timer.Dispose();
        _stop.Cancel();
    }

    private void Take(DhcpEvent happening)
    {
        if (happening is not { Kind: DhcpEventKind.Acknowledged, Address: { } address })
        {
            return;
        }

        lock (_gate)
        {
            if (_leased.Count >= MostPhones)
            {
                _leased.Clear();
            }

            _leased[address] = happening.Mac;
        }
    }

    private void Take(PhoneRecoveryStatus phone)
    {
        lock (_gate)
        {
            bool ours = phone.IPAddress is not null && _leased.TryGetValue(phone.IPAddress, out PhysicalAddress? mac) && mac.Equals(phone.MacAddress);
            if (phone.State != PhoneState.Recovered || !ours || phone.ReportedLoad is not null)
            {
                _visits.Remove(phone.MacAddress);
            }
            else if (!_visits.ContainsKey(phone.MacAddress) && _visits.Count < MostPhones)
            {
                _visits[phone.MacAddress] = new Visit(phone, _board.Now);
            }
        }
    }

    private void VisitThoseThatAreDue()
    {
        List<Visit> due;
        lock (_gate)
        {
            // A phone whose visits are over is kept until it changes, else it would be asked all over again.
            due = _visits.Values.Where(v => !v.IsUnderWay && v.Made < _schedule.Length && _board.Now - v.Since >= _schedule[v.Made])
                .Take(MostAtOnce - _asking).ToList();
            foreach (Visit visit in due)
            {
                visit.IsUnderWay = true;
                visit.Made++;
                _asking++;
            }
        }

        foreach (Visit visit in due)
        {
            _ = Task.Run(() => AskAsync(visit));
        }
    }

    private async Task AskAsync(Visit visit)
    {
        DeviceInformation? page = null;
        try
        {
            page = await _ask(visit.Address, _stop.Token).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                visit.IsUnderWay = false;
                _asking--;
                if (page is not null)
                {
                    visit.Made = _schedule.Length;
                }
            }
        }

        // A page that names another phone is another phone's: somebody has the address besides ours.
        if (page is not null && (page.Mac is null || page.Mac.Equals(visit.Mac)))
        {
            _board.Post(new PhonePage(visit.Mac, visit.Address, page));
        }
    }

    private sealed class Visit
    {
        public Visit(PhoneRecoveryStatus phone, DateTimeOffset since)
        {
            Mac = phone.MacAddress;
            Address = phone.IPAddress!;
            Since = since;
        }

        public PhysicalAddress Mac { get; }

        public IPAddress Address { get; }

        public DateTimeOffset Since { get; }

        public int Made { get; set; }

        public bool IsUnderWay { get; set; }
    }
}
