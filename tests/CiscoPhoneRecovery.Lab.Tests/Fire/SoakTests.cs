using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using CiscoPhoneRecovery.Lab.Tests.Console;
using Xunit;
using Xunit.Abstractions;

namespace CiscoPhoneRecovery.Lab.Tests.Fire;

/// <summary>The console program under a full bench, again and again: it is at the end what it was after the first round. SOAK_SECONDS=3600 for an hour.</summary>
public sealed class SoakTests
{
    private const int Phones = 245;
    private const int ShortRun = 20;
    private const long MostMemoryMore = 80 * 1024;

    /// <summary>Sockets that ask recovered phones for their page just then; a handle lost for each phone would be four times as many a round.</summary>
    private const int PageQuestions = 64;

    private readonly ITestOutputHelper _output;

    public SoakTests(ITestOutputHelper output) => _output = output;

    [SkippableFact]
    public void A_station_that_serves_245_phones_round_after_round_does_not_grow()
    {
        double seconds = double.TryParse(Environment.GetEnvironmentVariable("SOAK_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out double given) ? given : ShortRun;
        using NetworkLab lab = NetworkLab.Create();
        using LabProcess station = PhoneRecovery.Serve(lab, PhoneRecovery.MakeRoot(lab), "--no-address-probe");
        ProcessFigures start = ProcessFigures.Of(station);
        ProcessFigures? first = null;
        var watch = Stopwatch.StartNew();
        int rounds = 0;
        while (rounds < 2 || watch.Elapsed.TotalSeconds < seconds)
        {
            LabResult phones = LabRunner.RunPhones(lab, Phones);
            Assert.True(phones.ExitCode == 0, string.Join('\n', phones.All.Split('\n').Where(l => !l.Contains(" Running ", StringComparison.Ordinal)).Take(10)));
            rounds++;
            first ??= ProcessFigures.Of(station);
        }

        ProcessFigures end = ProcessFigures.Of(station);
        string figures = $"{rounds} rounds of {Phones} phones in {watch.Elapsed.TotalSeconds:0} s: {start} at the start, {first} after the first round, {end} at the end";
        _output.WriteLine(figures);
        Assert.True(end.Memory - first!.Memory < MostMemoryMore && end.Threads <= first.Threads + 4 && end.Handles <= first.Handles + PageQuestions, figures);
        Assert.Equal(0, station.Terminate().ExitCode);
    }
}
