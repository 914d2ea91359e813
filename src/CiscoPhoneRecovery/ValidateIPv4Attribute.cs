using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;

namespace CiscoPhoneRecovery;

/// <summary>Accepts IPv4 unicast addresses, alone or many. The phones know no IPv6 in their boot code.</summary>
internal sealed class ValidateIPv4Attribute : ValidateArgumentsAttribute
{
    /// <summary>For servers that software phones are rehearsed with.</summary>
    public bool AllowLoopback { get; set; }

    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        object plain = arguments is PSObject wrapped ? wrapped.BaseObject : arguments;
        if (plain is null)
        {
            return;
        }

        foreach (object item in plain is IEnumerable many ? many.Cast<object>() : [plain])
        {
            if (LanguagePrimitives.ConvertTo<IPAddress>(item) is not { AddressFamily: AddressFamily.InterNetwork } address
                || address.GetAddressBytes()[0] is 0 or >= 224
                || (!AllowLoopback && IPAddress.IsLoopback(address)))
            {
                throw new ValidationMetadataException($"{item} is no IPv4 address that a device can have.");
            }
        }
    }
}
