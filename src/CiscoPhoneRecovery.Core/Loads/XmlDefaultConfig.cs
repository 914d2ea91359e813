using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Xml;

namespace CiscoPhoneRecovery.Loads;

/// <summary>
/// The XMLDefault.cnf.xml that tells phones which were not reset, and still run an old load, to take the staged one: the smallest file
/// that such phones are known to accept. They ask for it when they find no SEPmac.cnf.xml.
/// </summary>
public static class XmlDefaultConfig
{
    /// <summary>As phones spell it on the wire; Cisco's manuals print XmlDefault.cnf.xml.</summary>
    public const string FileName = "XMLDefault.cnf.xml";

    /// <summary>SCCP's port, which the callManager element must have.</summary>
    private const int EthernetPhonePort = 2000;

    /// <summary>
    /// The file for a root: null when the root has one of its own, in any case of its name, or no load that recovers a phone.
    /// <paramref name="station"/> is the station's own address.
    /// </summary>
    public static byte[]? ForRoot(LoadReport root, IPAddress station)
    {
        PhoneLoad[] usable = root.Loads.Where(l => l.IsUsable).ToArray();
        return root.HasDefaultConfig || usable.Length == 0 ? null : Build(usable, station);
    }

    /// <summary>
    /// One loadInformation element a model, its name carrying Cisco's model id, its value the load's name without .loads; the station
    /// stands in for the call manager. Loads that are damaged, or have no manifest of their own, are left out; so is a model of which two loads claim the family.
    /// </summary>
    public static byte[] Build(IEnumerable<PhoneLoad> loads, IPAddress station)
    {
        var byFamily = loads.Where(l => l.LoadName is not null).GroupBy(l => l.Family)
            .Where(g => g.Count() == 1 && g.First().Verdict != LoadVerdict.Damaged)
            .ToDictionary(g => g.Key, g => g.First().LoadName!.Text);
        using var bytes = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(false),
            Indent = true,
            NewLineChars = "\r\n",
            OmitXmlDeclaration = true,
        };
        using (XmlWriter xml = XmlWriter.Create(bytes, settings))
        {
            xml.WriteStartElement("Default");
            WriteCallManager(xml, station);
            foreach (PhoneModel model in ModelCatalogue.All.Where(m => byFamily.ContainsKey(m.Family)))
            {
                xml.WriteStartElement("loadInformation" + model.ModelId.ToString(CultureInfo.InvariantCulture));
                xml.WriteAttributeString("model", "Cisco " + model.ShortName);
                xml.WriteString(byFamily[model.Family]);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static void WriteCallManager(XmlWriter xml, IPAddress station)
    {
        foreach (string element in new[] { "callManagerGroup", "members", "member" })
        {
            xml.WriteStartElement(element);
        }

        xml.WriteAttributeString("priority", "0");
        xml.WriteStartElement("callManager");
        xml.WriteStartElement("ports");
        xml.WriteElementString("ethernetPhonePort", EthernetPhonePort.ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
        xml.WriteElementString("processNodeName", station.ToString());
        for (int open = 0; open < 4; open++)
        {
            xml.WriteEndElement();
        }
    }
}
