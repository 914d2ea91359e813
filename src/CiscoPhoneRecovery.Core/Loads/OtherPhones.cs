using System;

namespace CiscoPhoneRecovery.Loads;

/// <summary>Cisco phones whose firmware turns up among the downloads and is no use to a recovery.</summary>
internal static class OtherPhones
{
    private static readonly (string Prefix, string Phones)[] ByName =
    {
        ("P003", "the 7940 and 7960"), ("P0S3", "the 7940 and 7960"), ("P004", "the 7905 and 7912"), ("P005", "the 7902"),
        ("CP7921", "the 7921"), ("CP7925", "the 7925"), ("CP7926", "the 7926"), ("SCCP69", "the 6900 series"),
        ("SCCP894", "the 8941 and 8945"), ("SIP88", "the 8800 series"), ("SIP78", "the 7800 series"), ("SIP99", "the 9900 series"),
        ("SIP89", "the 8900 series"), ("APPS37", "the 7937"),
    };

    /// <summary>Such as "the 7931"; by the manifest's name, else by the family's number.</summary>
    public static string Describe(string manifestName, int family)
    {
        foreach ((string prefix, string phones) in ByName)
        {
            if (manifestName.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return phones;
            }
        }

        return family is > 0 and < 100 ? $"the 79{family:00}" : "another phone";
    }
}
