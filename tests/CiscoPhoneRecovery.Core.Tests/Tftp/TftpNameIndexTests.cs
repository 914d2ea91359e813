using System.Linq;
using CiscoPhoneRecovery.Tftp;
using FsCheck.Xunit;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Tftp;

[Trait("Area", "TFTP")]
[Trait("Checklist", "T24")]
public sealed class TftpNameIndexTests
{
    private static readonly string[] Root =
    {
        "term11.default.loads", "jar11sip.8-2-2ES4.sbn", "United_States/g3-tones.xml", "Ring.xml", "ring.xml", "mk-sip.jar", "CON", "nul.txt",
        "a.sbn.", "trailing ", "per%20cent",
    };

    private readonly TftpNameIndex _index = new(Root);

    [Theory]
    [InlineData("term11.default.loads", "term11.default.loads")]
    [InlineData("Jar11sip.8-2-2ES4.sbn", "jar11sip.8-2-2ES4.sbn")]
    [InlineData("/mk-sip.jar", "mk-sip.jar")]
    [InlineData("\\mk-sip.jar", "mk-sip.jar")]
    [InlineData("./mk-sip.jar", "mk-sip.jar")]
    [InlineData("/./mk-sip.jar", "mk-sip.jar")]
    [InlineData("United_States/g3-tones.xml", "United_States/g3-tones.xml")]
    [InlineData("united_states\\G3-TONES.XML", "United_States/g3-tones.xml")]
    [InlineData("United_States//g3-tones.xml", "United_States/g3-tones.xml")]
    [InlineData(".\\United_States/.\\g3-tones.xml", "United_States/g3-tones.xml")]
    public void Slashes_and_case_do_not_matter(string requested, string name)
    {
        Assert.Equal(TftpLookupKind.Found, _index.Resolve(requested, out string? found));
        Assert.Equal(name, found);
    }

    [Theory]
    [InlineData("Ring.xml")]
    [InlineData("ring.xml")]
    public void The_exact_spelling_wins(string requested)
    {
        _index.Resolve(requested, out string? found);
        Assert.Equal(requested, found);
    }

    [Fact]
    public void Between_two_other_spellings_the_choice_is_always_the_same()
    {
        var reversed = new TftpNameIndex(Root.Reverse());
        _index.Resolve("RING.XML", out string? one);
        reversed.Resolve("RING.XML", out string? other);
        Assert.Equal(one, other);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../mk-sip.jar")]
    [InlineData("..\\mk-sip.jar")]
    [InlineData("United_States/../mk-sip.jar")]
    [InlineData("/../../etc/passwd")]
    [InlineData(".../mk-sip.jar")]
    [InlineData("C:\\mk-sip.jar")]
    [InlineData("C:mk-sip.jar")]
    [InlineData("\\\\server\\share\\mk-sip.jar")]
    [InlineData("//server/share")]
    [InlineData("\\\\?\\C:\\x")]
    [InlineData("\\\\.\\COM1")]
    [InlineData("mk-sip.jar::$DATA")]
    [InlineData("mk-sip.jar:stream")]
    [InlineData("CON")]
    [InlineData("con")]
    [InlineData("nul.txt")]
    [InlineData("NUL .txt")]
    [InlineData("United_States/aux.xml")]
    [InlineData("COM1.sbn")]
    [InlineData("CONIN$")]
    [InlineData("conout$.loads")]
    [InlineData("Clock$")]
    [InlineData("prn.txt")]
    [InlineData("lpt\u00b9")]
    [InlineData("a.sbn.")]
    [InlineData("mk-sip.jar.")]
    [InlineData("mk-sip.jar ")]
    [InlineData("trailing ")]
    [InlineData("United_States /g3-tones.xml")]
    [InlineData("mk-sip.jar\0")]
    [InlineData("mk-sip.j?r")]
    [InlineData("*")]
    public void What_means_something_else_to_a_system_is_forbidden_even_if_it_is_there(string requested)
    {
        Assert.Equal(TftpLookupKind.Forbidden, _index.Resolve(requested, out string? found));
        Assert.Null(found);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("United_States")]
    [InlineData("per cent")]
    [InlineData("%2e%2e/mk-sip.jar")]
    [InlineData("/etc/passwd")]
    [InlineData("/")]
    [InlineData(".")]
    [InlineData("tftproot-sibling/secret")]
    public void What_is_not_in_the_root_is_not_found(string requested) =>
        Assert.Equal(TftpLookupKind.NotFound, _index.Resolve(requested, out _));

    [Property(MaxTest = 2000)]
    public bool Whatever_is_asked_for_only_a_name_of_the_root_comes_back(string requested)
    {
        TftpLookupKind kind = _index.Resolve(requested ?? string.Empty, out string? found);
        return kind == TftpLookupKind.Found ? Root.Contains(found) : found is null;
    }
}
