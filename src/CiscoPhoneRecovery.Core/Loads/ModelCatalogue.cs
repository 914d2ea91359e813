using System;
using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Loads;

/// <summary>
/// The thirteen models, in one place. Model ids: chan-sccp's enumeration and public XMLDefault samples agree; term files: logs of
/// real phones and the member lists of public firmware sets (the -GE variants by the same scheme as their siblings).
/// </summary>
public static class ModelCatalogue
{
    private const string VendorPrefix = "Cisco Systems, Inc. IP Phone";

    public static IReadOnlyList<PhoneModel> All { get; } = new[]
    {
        new PhoneModel("CP-7906G", 369, "term06.default.loads", 11),
        new PhoneModel("CP-7911G", 307, "term11.default.loads", 11),
        new PhoneModel("CP-7941G", 115, "term41.default.loads", 41),
        new PhoneModel("CP-7941G-GE", 309, "term41.default.loads", 41),
        new PhoneModel("CP-7961G", 30018, "term61.default.loads", 41),
        new PhoneModel("CP-7961G-GE", 308, "term61.default.loads", 41),
        new PhoneModel("CP-7942G", 434, "term42.default.loads", 42),
        new PhoneModel("CP-7962G", 404, "term62.default.loads", 42),
        new PhoneModel("CP-7945G", 435, "term45.default.loads", 45),
        new PhoneModel("CP-7965G", 436, "term65.default.loads", 45),
        new PhoneModel("CP-7970G", 30006, "term70.default.loads", 70),
        new PhoneModel("CP-7971G-GE", 119, "term71.default.loads", 70),
        new PhoneModel("CP-7975G", 437, "term75.default.loads", 75),
    };

    /// <summary>The model named by option 60, such as "Cisco Systems, Inc. IP Phone CP-7965G"; null when it names none of ours.</summary>
    public static PhoneModel? FromVendorClass(string? vendorClass)
    {
        if (vendorClass is null || !vendorClass.StartsWith(VendorPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string name = vendorClass.Substring(VendorPrefix.Length).Trim(' ', '\0');
        return All.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The models that ask for this manifest: two where a -GE sibling shares it, none for another file.</summary>
    public static IEnumerable<PhoneModel> FromTermFile(string fileName) =>
        All.Where(m => string.Equals(m.TermFile, fileName, StringComparison.OrdinalIgnoreCase));
}
