using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Phones;
using FsCheck.Xunit;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Hosting.Verification;

/// <summary>One visit to a phone's web server, good and bad ones.</summary>
public sealed class PhonePageReaderTests
{
    private static readonly IPAddress Station = IPAddress.Parse("127.7.1.2");
    private static readonly IPAddress Phone = IPAddress.Parse("127.7.1.10");

    [Fact]
    public async Task The_XML_page_is_asked_first_and_from_the_stations_own_address()
    {
        using var page = new StandInPage("127.7.1.10", _ => StandInPage.Page("SCCP42.8-5-2S"));
        Assert.Equal("SCCP42.8-5-2S", (await Ask(page))!.Load);
        Assert.Equal(("/DeviceInformationX", Station), Assert.Single(page.Requests));
    }

    [Fact]
    public async Task Without_an_XML_page_the_page_for_people_is_read()
    {
        using var page = new StandInPage("127.7.1.10", path => path.StartsWith("/CGI", StringComparison.Ordinal)
            ? StandInPage.Ok("<TABLE><TD><B>Version</B></TD><TD></TD><TD><B>SCCP42.8-5-2S</B></TD></TABLE>")
            : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal("SCCP42.8-5-2S", (await Ask(page))!.Load);
        Assert.Equal(new[] { "/DeviceInformationX", "/CGI/Java/Serviceability?adapter=device.statistics.device" }, page.Requests.Select(r => r.Path));
    }

    [Fact]
    public async Task A_phone_without_a_web_server_is_asked_once()
    {
        int port;
        using (var page = new StandInPage("127.7.1.10", _ => null))
        {
            port = page.Port;
        }

        Assert.Null(await new PhonePageReader(Station, port).AskAsync(Phone, default));
    }

    [Fact]
    public async Task A_web_server_that_says_nothing_is_left_after_three_seconds()
    {
        using var page = new StandInPage("127.7.1.10", _ => null);
        var clock = Stopwatch.StartNew();
        Assert.Null(await Ask(page));
        Assert.InRange(clock.Elapsed.TotalSeconds, 2.5, 6);
        Assert.Single(page.Requests);
    }

    [Fact]
    public async Task A_station_that_stops_does_not_wait_for_a_page()
    {
        using var page = new StandInPage("127.7.1.10", _ => null);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var clock = Stopwatch.StartNew();
        Assert.Null(await new PhonePageReader(Station, page.Port).AskAsync(Phone, stop.Token));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var elsewhere = new StandInPage("127.7.1.11", _ => StandInPage.Page("SCCP42.8-5-2S"));
        using var page = new StandInPage("127.7.1.10", _ => $"HTTP/1.1 302 Found\r\nLocation: http://127.7.1.11:{elsewhere.Port}/DeviceInformationX\r\nContent-Length: 0\r\n\r\n");
        Assert.Null(await Ask(page));
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task An_endless_page_is_read_to_its_bound()
    {
        using var page = new StandInPage("127.7.1.10", _ => StandInPage.Ok("<D>" + new string('x', 3_000_000)));
        Assert.Null(await Ask(page));
    }

    [Fact]
    public async Task A_page_on_a_connection_that_stays_open_is_whole_when_its_length_has_come()
    {
        const string Body = "<D><versionID>SCCP42.8-5-2S</versionID></D>";
        using var page = new StandInPage("127.7.1.10", _ => $"HTTP/1.1 200 OK\r\ncontent-length: {Body.Length}\r\n\r\n{Body}and more");
        Assert.Equal("SCCP42.8-5-2S", (await Ask(page))!.Load);
    }

    [Property(MaxTest = 1000)]
    public void Any_octets_are_an_answer_or_none(byte[] octets, string head)
    {
        byte[] received = System.Text.Encoding.Latin1.GetBytes($"HTTP/1.{head}\r\nContent-Length: {head}\r\n\r\n").Concat(octets ?? []).ToArray();
        foreach (byte[] content in new[] { octets ?? [], received })
        {
            if (HttpAnswer.Read(content, content.Length) is { } answer)
            {
                Assert.InRange(answer.Body(content, content.Length).Length, 0, content.Length);
            }
        }
    }

    private static Task<DeviceInformation?> Ask(StandInPage page) => new PhonePageReader(Station, page.Port).AskAsync(Phone, default);
}
