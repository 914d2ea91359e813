using System.IO;
using System.Text;
using System.Xml.Linq;
using CiscoPhoneRecovery.Lab.Tests.Console;
using Xunit;

namespace CiscoPhoneRecovery.Lab.Tests.Loads;

/// <summary>The configuration for phones that were not reset, as curl gets it from a station on a wire.</summary>
public sealed class DefaultConfigTests
{
    [SkippableFact]
    public void The_station_serves_one_that_names_itself_and_the_staged_loads()
    {
        using NetworkLab lab = Lab();
        using LabProcess station = PhoneRecovery.Serve(lab, PhoneRecovery.MakeRoot(lab));

        XElement root = XDocument.Parse(Get(lab, "XMLDefault.cnf.xml").Output).Root!;

        Assert.Equal("10.1.1.2", root.Element("callManagerGroup")!.Element("members")!.Element("member")!.Element("callManager")!.Element("processNodeName")!.Value);
        Assert.Equal("SCCP45.8-5-2S", root.Element("loadInformation436")!.Value);
        Assert.Equal("SCCP41.8-5-2S", root.Element("loadInformation30018")!.Value);
        Assert.Equal(root.ToString(), XDocument.Parse(Get(lab, "XmlDefault.cnf.xml").Output).Root!.ToString());
    }

    [SkippableFact]
    public void It_names_the_station_where_another_TFTP_server_comes_first()
    {
        using NetworkLab lab = Lab();
        using LabProcess station = PhoneRecovery.Serve(lab, PhoneRecovery.MakeRoot(lab), "--tftp-server", "10.1.1.9", "--tftp-server", "10.1.1.2");

        Assert.Contains("<processNodeName>10.1.1.2<", Get(lab, "XMLDefault.cnf.xml").Output);
    }

    [SkippableTheory]
    [InlineData("XMLDefault.cnf.xml")]
    [InlineData("xmldefault.CNF.xml")]
    public void A_file_of_the_root_s_own_is_served_as_it_is(string name)
    {
        using NetworkLab lab = Lab();
        string folder = PhoneRecovery.MakeRoot(lab);
        File.WriteAllText(Path.Combine(folder, name), "<Default/>", Encoding.ASCII);
        using LabProcess station = PhoneRecovery.Serve(lab, folder);

        Assert.Equal("<Default/>", Get(lab, "XMLDefault.cnf.xml").Output);
    }

    [SkippableFact]
    public void None_is_served_when_none_is_wanted()
    {
        using NetworkLab lab = Lab();
        using LabProcess station = PhoneRecovery.Serve(lab, PhoneRecovery.MakeRoot(lab), "--no-default-config");

        LabResult result = Get(lab, "XMLDefault.cnf.xml");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Empty(result.Output);
    }

    private static NetworkLab Lab()
    {
        NetworkLab.Need("curl");
        NetworkLab lab = NetworkLab.Create();
        lab.RunOnBench("ip", "address", "add", "10.1.1.77/24", "dev", lab.BenchInterface);
        return lab;
    }

    private static LabResult Get(NetworkLab lab, string name) => lab.RunOnBench("curl", "-s", "--max-time", "10", $"tftp://10.1.1.2/{name}");
}
