using System.CommandLine;
using Spectre.Console;

namespace CiscoPhoneRecovery.Console.Output;

/// <summary>Chooses the view that fits where the output goes.</summary>
internal static class RunViews
{
    public static Option<bool> JsonOption() => new("--json") { Description = "Write one JSON object a line instead of text." };

    public static IRunView For(bool json)
    {
        if (json)
        {
            return new JsonView(System.Console.Out);
        }

        return AnsiConsole.Profile.Capabilities.Interactive && !System.Console.IsOutputRedirected ? new LiveView(AnsiConsole.Console) : new PlainView(System.Console.Out);
    }
}
