using System.CommandLine;
using System.Globalization;

namespace CiscoPhoneRecovery.Console.Commands;

/// <summary>Options that take a number between bounds, and say so when they are given something else.</summary>
internal static class Numbers
{
    public static void Between<T>(this Option<T> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1
            && (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < least || number > most))
        {
            result.AddError($"{option.Name} takes a number from {least} to {most}.");
        }
    });
}
