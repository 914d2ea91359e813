using System.Linq;
using System.Management.Automation.Language;

namespace CiscoPhoneRecovery.Completers;

internal static class Quoting
{
    /// <summary>A value as it has to be typed on a command line: quoted where it holds anything but plain characters.</summary>
    public static string Argument(string value) =>
        value.Length > 0 && value.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/' or '\\') && value[0] != '-'
            ? value
            : "'" + CodeGeneration.EscapeSingleQuotedStringContent(value) + "'";
}
