using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Net.NetworkInformation;
using CiscoPhoneRecovery.Commands;

namespace CiscoPhoneRecovery;

/// <summary>Lets a hardware address be written in all the ways that labels, call managers and switches do.</summary>
internal sealed class MacAddressAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return plain is IEnumerable many and not (string or PhysicalAddress) ? many.Cast<object>().Select(One).ToArray() : new[] { One(plain) };
    }

    private static PhysicalAddress One(object item)
    {
        object plain = item is PSObject wrapped ? wrapped.BaseObject : item;
        return plain switch
        {
            PhysicalAddress mac => mac,
            string text when PhoneFilter.TryParse(text, out PhysicalAddress mac) => mac,
            _ => throw new ArgumentTransformationMetadataException($"'{plain}' is no MAC address, such as 001122334455 or 00-11-22-33-44-55."),
        };
    }
}
