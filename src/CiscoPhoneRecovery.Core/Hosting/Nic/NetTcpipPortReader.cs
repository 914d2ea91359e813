using System.Globalization;
using System.Linq;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>Says who has a UDP port of Windows. A service hides behind the name svchost, so the services of the process are named as well.</summary>
internal sealed class NetTcpipPortReader
{
    private const int MostServices = 3;

    private readonly NetTcpipQuery _query;

    public NetTcpipPortReader(NetTcpipQuery query) => _query = query;

    public PortHolder? HolderOf(int port)
    {
        if (!_query.Commands.Exists("Get-NetUDPEndpoint"))
        {
            return PortOwner.HolderOf(port);
        }

        string? owner = _query.Get("Get-NetUDPEndpoint", null, [("LocalPort", new[] { (ushort)port })], "OwningProcess").FirstOrDefault()?["OwningProcess"];
        if (owner is null)
        {
            return null;
        }

        if (!int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out int process))
        {
            return new PortHolder(0, "a program that the system does not name");
        }

        string[] services = ServicesOf(process);
        return new PortHolder(process, PortOwner.Describe(process) + (services.Length == 0 ? string.Empty : $", service {string.Join(", ", services)}"));
    }

    private string[] ServicesOf(int process) => process == 0 || !_query.Commands.Exists("Get-CimInstance")
        ? []
        : _query.Get("Get-CimInstance", null, [("ClassName", "Win32_Service"), ("Filter", $"ProcessId = {process}")], "DisplayName")
            .Select(s => s["DisplayName"]).OfType<string>().Take(MostServices).ToArray();
}
